"""核对规则: D1–D12, one function each; every one takes the line and the context, and only adds."""
