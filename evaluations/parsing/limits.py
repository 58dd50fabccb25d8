"""How much one uploaded file may ask of the machine."""

from dataclasses import dataclass

from intake.archive import MIB, ArchiveLimits

__all__ = ["MIB", "Limits"]


@dataclass(frozen=True)
class Limits:
    """Upper bounds for one file; the last three hold for the child process that reads it."""

    file_bytes: int = 100 * MIB
    pages: int = 2_000
    zip_parts: int = 5_000
    unzipped_bytes: int = 300 * MIB
    zip_ratio: int = 200
    sheet_rows: int = 100_000
    sheet_columns: int = 500
    sheet_cells: int = 1_000_000
    characters: int = 5_000_000
    memory_bytes: int = 2_048 * MIB
    cpu_seconds: int = 20
    wall_seconds: float = 60.0

    @property
    def archive(self) -> ArchiveLimits:
        """Return what an Office file or a ZIP of documents may hold."""
        return ArchiveLimits(self.zip_parts, self.unzipped_bytes, self.unzipped_bytes, self.zip_ratio)
