"""厅 screens that look across cases. They read; what they write, they write through the kernel's verbs."""
