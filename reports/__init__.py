"""What is put on paper and into files: one model in, a page, a PDF, CSV or JSON out."""
