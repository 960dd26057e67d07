"""个人信息 every personal value still opens with this installation's key, and is masked right."""

from datetime import date

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from app.kernel import vault
from app.kernel.verifier.findings import Report
from app.kernel.verifier.reading import Outside, rows

_ALL = "select id, kind, masked, blind, nonce, sealed from personal_value order by id"


def check(connection: Connection, _outside: Outside, _today: date, report: Report) -> None:
    for value_id, kind, masked, blind, nonce, sealed in rows(connection, _ALL):
        report.count("values")
        kept = vault.PersonalValue(kind=kind, nonce=bytes(nonce), sealed=bytes(sealed))
        try:
            clear = vault.for_the_record(kept)
        except InvalidTag:
            report.find(f"个人信息 {value_id}", "用本系统的密钥打不开：密钥换过，或内容被改动")
            continue
        if vault.blind_index(kind, clear) != blind or vault.MASKS[kind](clear) != masked:
            report.find(f"个人信息 {value_id}", "掩码或索引与内容不符")
