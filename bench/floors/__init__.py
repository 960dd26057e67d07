"""底线 the bare work and nothing else: Flask, the driver's rows, one template or one commit."""
