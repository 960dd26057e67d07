"""承诺事项 the list of what is open to commitment: read by all, kept by its sections."""
