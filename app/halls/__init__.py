"""厅 screens that look across cases; what they write, they write through the kernel's verbs."""
