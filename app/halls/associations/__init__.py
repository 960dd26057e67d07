"""协会会员 the rolls of associations, kept by those who keep the list of matters."""
