"""What one looks at: figures, chronicles and pages."""
