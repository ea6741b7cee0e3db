"""Reads a spreadsheet in a process of its own, for a small file can make the parser take all memory and abort.

Run by its path, with nothing but the standard library and the parser: it starts quickly and knows no
secrets. The file comes on stdin; the answer is JSON lines on stdout. A sheet begins with a record
separator and its name, then comes a line for each row that is not empty: ``[number, cell, …]``.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO

TOO_LARGE, ENCRYPTED, DAMAGED, TOO_MANY_ROWS = 3, 4, 5, 6
SEPARATOR = "\x1e"
"""JSON escapes control characters, so none of these stands inside an answer."""
END = "end"
"""Shows that an answer is whole."""
MOMENT, DAY = "t", "d"


def main(memory: int, cpu_seconds: int, rows: int, columns: int, cell_chars: int, answer: int) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Imported under the limits, so that the parser never runs without them.
    from python_calamine import (  # noqa: PLC0415
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    def value(cell: object) -> object:
        if isinstance(cell, str):
            # One character more than is allowed still shows that it is too long.
            return cell[: cell_chars + 1]
        if isinstance(cell, datetime):
            return {MOMENT: cell.isoformat()}
        if isinstance(cell, date):
            return {DAY: cell.isoformat()}
        if isinstance(cell, time | timedelta):
            return str(cell)
        return cell

    written = 0
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
        ]
        for name in visible:
            sheet = book.get_sheet_by_name(name)
            if (sheet.end or (0, 0))[1] >= columns:
                return TOO_LARGE
            sys.stdout.write(f"{SEPARATOR}{json.dumps(name)}\n")
            left = (sheet.start or (0, 0))[1]
            kept = 0
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                if not any(cell != "" for cell in cells):
                    continue
                line = json.dumps([number, *[""] * left, *map(value, cells)], ensure_ascii=False)
                kept += 1
                written += len(line)
                if kept > rows:
                    return TOO_MANY_ROWS
                if written > answer:
                    return TOO_LARGE
                sys.stdout.write(f"{line}\n")
    except PasswordError:
        return ENCRYPTED
    except MemoryError:
        return TOO_LARGE
    except (CalamineError, OSError, ValueError):
        return DAMAGED
    sys.stdout.write(SEPARATOR + END)
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass", newline="\n")  # type: ignore[union-attr]
    sys.exit(main(*map(int, sys.argv[1:])))
