"""读表: tables that people bring, read safely, checked cell by cell, given back marked."""
