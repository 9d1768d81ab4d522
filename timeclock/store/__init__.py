"""The only package that speaks SQL: one module per noun, whole values out, every read of person data scoped."""
