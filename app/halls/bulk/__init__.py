"""批量报送 an association files its members' letters from a workbook: checked, seen, then filed."""
