"""收件样本 files as people send them, and as they should not: made here, byte by byte, every time the same."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

# ---------------------------------------------------------------- PDF


def small_pdf(*extra: str, head: bytes = b"%PDF-1.4\n", words: str = "proof of payment") -> bytes:
    """A real one-page PDF with its table of places; `extra` are further objects."""
    text = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *(one.encode("latin-1") for one in extra),
    ]
    return _with_table(head, objects)


def _with_table(head: bytes, objects: list[bytes]) -> bytes:
    body, places = head, []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return body + table + trailer % (len(objects) + 1, len(body))


def packed_objects(*objects: str, filters: str = "/FlateDecode", more: str = "") -> str:
    """A stream that holds objects, as PDF 1.5 packs them."""
    inside = " ".join(objects).encode()
    head = b"10 0 "
    packed = zlib.compress(head + inside) if "Flate" in filters else head + inside
    dictionary = (
        f"<</Type/ObjStm/N 1/First {len(head)}/Filter{filters}{more}/Length {len(packed)}>>"
    )
    return f"{dictionary}stream\n{packed.decode('latin-1')}\nendstream"


# ---------------------------------------------------------------- PNG


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return (
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
    )


def small_png(width: int = 4, height: int = 4, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """A real grey picture; `before` are chunks before the picture data, `after` what follows the end."""
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * min(width, 64) for _ in range(min(height, 64))))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + before
        + chunk(b"IDAT", rows)
        + chunk(b"IEND")
        + after
    )


# ---------------------------------------------------------------- JPEG


def segment(marker: int, data: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(data) + 2) + data


def small_jpeg(
    width: int = 8, height: int = 8, *, scans: int = 1, before: bytes = b"", after: bytes = b""
) -> bytes:
    """A real grey picture of one block."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    codes = segment(0xC4, b"\x00" + b"\x01" + b"\0" * 15 + b"\x00")
    codes += segment(0xC4, b"\x10" + b"\x01" + b"\0" * 15 + b"\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x3f\xff\x00\xd2\xff\xd0\x3f"
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
        + before
        + segment(0xDB, b"\0" + b"\x01" * 64)
        + segment(0xC0, frame)
        + codes
        + scan * scans
        + b"\xff\xd9"
        + after
    )


# ---------------------------------------------------------------- what should not be sent


def archive(name: str = "a.txt", content: str = "hello") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(name, content)
    return made.getvalue()


SCRIPT = "<</Type/Action/S/JavaScript/JS(app.alert\\(1\\))>>"
CALL = "<</Type/Catalog/OpenAction<</S/%s/F(cmd.exe)>>>>"

# what it is called: (file name, bytes)
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "script in a PDF": ("a.pdf", lambda: small_pdf(SCRIPT)),
    "script with an escaped name": (
        "a.pdf",
        lambda: small_pdf(SCRIPT.replace("/JavaScript", "/J#61va#53cript")),
    ),
    "script in packed objects": ("a.pdf", lambda: small_pdf(packed_objects(SCRIPT))),
    "script in packed objects, every name escaped": (
        "a.pdf",
        lambda: small_pdf(packed_objects(SCRIPT).replace("/ObjStm", "/O#62jStm")),
    ),
    "objects packed out of sight": (
        "a.pdf",
        lambda: small_pdf(packed_objects("<</A 1>>", filters="[/ASCII85Decode/FlateDecode]")),
    ),
    "objects packed with a predictor": (
        "a.pdf",
        lambda: small_pdf(packed_objects("<</A 1>>", more="/DecodeParms<</Predictor 12>>")),
    ),
    "program launched by a PDF": ("a.pdf", lambda: small_pdf(CALL % "Launch")),
    "file carried in a PDF": (
        "a.pdf",
        lambda: small_pdf("<</Type/EmbeddedFile/Length 2>>stream\nMZ\nendstream"),
    ),
    "form program in a PDF": ("a.pdf", lambda: small_pdf("<</XFA[(xdp:xdp) 9 0 R]>>")),
    "form sent away by a PDF": ("a.pdf", lambda: small_pdf(CALL % "SubmitForm")),
    "film in a PDF": ("a.pdf", lambda: small_pdf("<</Subtype/RichMedia>>")),
    "PDF opened from a PDF": ("a.pdf", lambda: small_pdf(CALL % "GoToE")),
    "PDF with a password": (
        "a.pdf",
        lambda: small_pdf().replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 9 0 R"),
    ),
    "PDF bomb": ("a.pdf", lambda: small_pdf(packed_objects(" " * (17 * 1024 * 1024)))),
    "PDF cut off": ("a.pdf", lambda: small_pdf()[:-40]),
    "PDF with an archive behind": ("a.pdf", lambda: small_pdf() + archive()),
    "PDF with an archive inside, read from the end": (
        "a.pdf",
        lambda: small_pdf("(" + archive().decode("latin-1") + ")"),
    ),
    "PDF with a page before": (
        "a.pdf",
        lambda: small_pdf(head=b"%PDF-1.4\n%<html><script>1</script>\n"),
    ),
    "PDF after other bytes": ("a.pdf", lambda: b"GIF89a" + small_pdf()),
    "page that calls itself a PDF": ("a.pdf", lambda: b"<html><script>alert(1)</script></html>"),
    "program that calls itself a PDF": ("a.pdf", lambda: b"MZ\x90\x00" + b"\0" * 200),
    "PDF that calls itself a program": ("发票.pdf.exe", small_pdf),
    "PDF whose hidden ending runs": ("发票.exe.pdf", small_pdf),
    "PDF whose name is turned around": ("发票\u202efdp.exe", small_pdf),
    "drawing with script": (
        "a.svg",
        lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    ),
    "workbook": ("a.xlsx", lambda: archive("xl/workbook.xml", "<workbook/>")),
    "old document with macros": (
        "a.doc",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
    ),
    "picture of endless pixels": ("a.png", lambda: small_png(60_000, 60_000)),
    "picture of too many pixels": ("a.png", lambda: small_png(29_000, 29_000)),
    "picture of no pixels": ("a.png", lambda: small_png(0, 4)),
    "picture with a page inside": (
        "a.png",
        lambda: small_png(before=chunk(b"tEXt", b"Comment\0<script>alert(1)</script>")),
    ),
    "picture with a PDF inside": (
        "a.png",
        lambda: small_png(before=chunk(b"tEXt", b"c\0" + small_pdf())),
    ),
    "picture with an archive behind": ("a.png", lambda: small_png(after=archive())),
    "picture with a script behind": (
        "a.png",
        lambda: small_png(after=b"<script>alert(1)</script>"),
    ),
    "picture that moves": (
        "a.png",
        lambda: small_png(before=chunk(b"acTL", b"\0\0\0\x09\0\0\0\0")),
    ),
    "picture cut off": ("a.png", lambda: small_png()[:-6]),
    "picture with a changed byte": (
        "a.png",
        lambda: small_png().replace(b"\x08\0\0\0\0", b"\x10\0\0\0\0", 1),
    ),
    "mark of a picture and nothing else": ("a.png", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
    "photograph of endless pixels": ("a.jpg", lambda: small_jpeg(65_000, 65_000)),
    "photograph of a thousand scans": ("a.jpg", lambda: small_jpeg(scans=1_000)),
    "photograph cut off": ("a.jpg", lambda: small_jpeg()[:-2]),
    "photograph with a page inside": (
        "a.jpg",
        lambda: small_jpeg(before=segment(0xFE, b"<html><script>alert(1)</script>")),
    ),
    "photograph with server code inside": (
        "a.jpg",
        lambda: small_jpeg(before=segment(0xFE, b" " * 2000 + b"<?php system($_GET[0]);")),
    ),
    "photograph with an archive behind": ("a.jpg", lambda: small_jpeg(after=archive())),
    "photograph with a program behind": (
        "a.jpg",
        lambda: small_jpeg(after=b"MZ\x90\0" + b"\0" * 99),
    ),
    "photograph without a picture": ("a.jpg", lambda: b"\xff\xd8\xff\xd9"),
    "nothing at all": ("a.pdf", bytes),
    "more than is taken in": ("a.pdf", lambda: small_pdf(words="x" * (20 * 1024 * 1024))),
}

BENIGN: dict[str, tuple[str, Callable[[], bytes]]] = {
    "plain PDF": ("缴款凭证.pdf", small_pdf),
    "newer PDF": ("a.PDF", lambda: small_pdf(head=b"%PDF-2.0\n%\xe2\xe3\xcf\xd3\n")),
    "PDF written on Windows": (
        "a.pdf",
        lambda: small_pdf(head=b"%PDF-1.7\r\n%\xb5\xb5\xb5\xb5\r\n"),
    ),
    "PDF with packed objects": ("a.pdf", lambda: small_pdf(packed_objects("<</Type/Font>>"))),
    "PDF with a table of contents": (
        "a.pdf",
        lambda: small_pdf(
            "<</Type/Outlines/First 7 0 R/Last 7 0 R>>", "<</Title(1)/Parent 6 0 R>>"
        ),
    ),
    "PDF with a link": (
        "a.pdf",
        lambda: small_pdf("<</Type/Annot/Subtype/Link/A<</S/URI/URI(https://www.gov.cn)>>>>"),
    ),
    "PDF with an electronic seal": (
        "a.pdf",
        lambda: small_pdf("<</AcroForm<</Fields[7 0 R]/SigFlags 3>>>>", "<</FT/Sig/T(seal)>>"),
    ),
    "PDF that opens at a page": ("a.pdf", lambda: small_pdf("<</OpenAction[3 0 R/Fit]>>")),
    "PDF with blanks behind": ("a.pdf", lambda: small_pdf() + b"\r\n\0\0\0"),
    "PDF saved twice": ("a.pdf", lambda: small_pdf() + small_pdf()[9:]),
    "scan": ("扫描 0001.png", lambda: small_png(4_960, 7_016)),
    "scan with its resolution": (
        "a.png",
        lambda: small_png(before=chunk(b"pHYs", b"\0\0\x2e\x23" * 2 + b"\1")),
    ),
    "photograph": ("IMG_2026.JPG", lambda: small_jpeg(4_000, 3_000)),
    "photograph called jpeg": ("a.jpeg", small_jpeg),
    "photograph in several scans": ("a.jpg", lambda: small_jpeg(scans=10)),
    "photograph with a second picture behind": ("a.jpg", lambda: small_jpeg(after=small_jpeg())),
    "photograph with a short film behind": (
        "a.jpg",
        lambda: small_jpeg(after=b"\0\0\0\x18ftypmp42" + b"\0" * 400),
    ),
    "photograph under the wrong ending": ("微信图片.png", small_jpeg),
    "name in another encoding": ("\ufffd\ufffd\ufffd.pdf", small_pdf),
    "name without an ending": ("缴款凭证", small_pdf),
}
