"""归集: bringing penalties (双公示) in from a workbook: read safely, check, report, accept."""
