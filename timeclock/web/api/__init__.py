"""The API for programs that act for a person, such as the employee portal: `/api/v1`, described by OpenAPI 3.1."""
