"""企业档案 the file of an enterprise: opened by its code, called by its name."""
