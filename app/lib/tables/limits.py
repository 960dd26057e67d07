"""上限: every bound of the import in one place, each with its reason."""

MIB = 1024 * 1024

# A year of a province's penalties, 200,000 rows of 29 columns, is about 40 MB as .xlsx and 55 MB
# as .csv; more in one file is a mistake or an attack, and cannot be looked over by a person.
MAX_FILE_BYTES = 64 * MIB
MAX_ROWS = 200_000

# Excel and WPS write 10 to 40 members; drawings and printer settings of many sheets reach 200.
MAX_MEMBERS = 500
MAX_SHEETS = 50
# The largest honest file (MAX_ROWS long rows) unpacks to about 450 MiB.
MAX_UNPACKED_BYTES = 512 * MIB
# Sheets of repetitive rows pack 10 to 40 times; deflate can reach 1,000 times, as only bombs do.
# Small members are exempt: an almost empty part may pack well and harms nobody.
MAX_RATIO = 200
RATIO_FROM_BYTES = 1 * MIB
# Parts read whole: the list of sheets, the content types, relationships. Honest ones are a few KiB.
MAX_SMALL_PART_BYTES = 2 * MIB
# Styles, themes, drawings: WPS lets styles grow to some 20 MiB over years of copying.
MAX_OTHER_PART_BYTES = 32 * MIB

# The standard has 29 columns; three times as many leaves room for a department's own.
# CZ is column 104: the letters A to CZ are what one short pattern can recognise.
MAX_COLUMNS = 104
LAST_COLUMN = "CZ"
# The reader lays a sheet out as a full rectangle, so two cells far apart would cost gigabytes.
MAX_CELLS = 8_000_000
# A rectangle may be this many times larger than its written cells, and small ones are exempt.
SPARSE_FACTOR = 20
SPARSE_ALLOWANCE = 500_000
# Damaged cells (formula without a result, #N/A …) are remembered singly, to be named row by row.
MAX_DAMAGED_CELLS = 100_000

# Between two tags lies one cell's text; between two rows, a row's.
MAX_TEXT_BYTES = 4 * MIB
MAX_ROW_BYTES = 16 * MIB

# A cell of Excel holds 32,767 characters, four bytes each at most; a longer line is not a table.
MAX_CELL_CHARS = 32_767
MAX_LINE_BYTES = 1 * MIB

# Titles, notes and blank rows above the header are common; twenty of them are not.
HEADER_WITHIN_ROWS = 20
# Fewer known names than this in a row is a coincidence, not a header.
HEADER_MIN_NAMES = 5

# Every bad row is always reported; beyond this many faults, only the first of each further row.
FAULTS_IN_FULL = 100_000
