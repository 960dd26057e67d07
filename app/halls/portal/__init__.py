"""门户 the applicant's home: its credit information, what to do about it, its applications."""
