"""留痕核验 what was done, refused and looked at; read, checked and exported, never changed."""
