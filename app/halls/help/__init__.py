"""办理流程 each workflow as it runs: drawn and told from the machine itself."""
