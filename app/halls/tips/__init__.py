"""第三方反映 anybody signed in tells that a record is wrong; the office takes it up or not."""
