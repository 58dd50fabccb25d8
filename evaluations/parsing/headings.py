"""The stack of headings above the line being read."""

from dataclasses import dataclass, field


@dataclass
class HeadingStack:
    """Keeps the open headings while a document is read from top to bottom."""

    _open: list[tuple[int, str]] = field(default_factory=list)
    count: int = 0

    def enter(self, level: int, text: str) -> tuple[str, ...]:
        """Open a heading (0 = title of the document) and close those of its level and below; return the path.

        >>> stack = HeadingStack()
        >>> stack.enter(1, "点検"), stack.enter(2, "日常"), stack.enter(2, "月次")
        (('点検',), ('点検', '日常'), ('点検', '月次'))
        """
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, text))
        self.count += 1
        return self.path

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._open)

    @property
    def label(self) -> str:
        """The nearest heading, for the place of a section; text above the first heading is 冒頭."""
        return self._open[-1][1] if self._open else "冒頭"
