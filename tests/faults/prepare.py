"""Fill an installation's folder with a bureau and cases that wait: `python -m tests.faults.prepare N`.

A process of its own, because the installation is one: its clock, its key, its files.
"""

import sys
from datetime import date, timedelta

from app import create_app, demonstration
from app.cli import schema
from app.kernel import clock
from tests.factories import make_record, make_repair


def main(count: int) -> None:
    app = create_app(DURABLE=False)
    with app.app_context():
        schema.bring_up_to_date(clock.now(), app.config["INSTANCE"])
        demonstration.load(clock.now())
        decided = clock.today() - timedelta(days=150)
        for number in range(1, count + 1):
            make_repair(
                "filed", make_record(doc_no=f"资交执罚〔2026〕{number}号", decided_on=decided)
            )
        print(date.isoformat(decided), count)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
