"""A page parsed back: a small tree over the standard library's parser."""

from __future__ import annotations

from functools import cached_property
from html.parser import HTMLParser

INLINE = {"a", "data", "span", "strong", "small"}
VOID = {"meta", "link", "br", "hr", "img", "input", "polyline", "polygon", "rect", "circle"}


class Node:
    def __init__(self, tag: str, attrs: dict[str, str], parent: Node | None):
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children: list[Node | str] = []

    def walk(self):
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def all(self, *tags: str) -> list[Node]:
        return [n for n in self.walk() if n.tag in tags]

    def inside(self, *tags: str) -> bool:
        node = self.parent
        while node is not None:
            if node.tag in tags:
                return True
            node = node.parent
        return False

    @cached_property
    def text(self) -> str:
        parts = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif child.tag not in ("style", "svg", "script"):
                parts.append(child.text)
        text = "".join(parts).replace("\n", " ")
        return text if self.tag in INLINE else f" {text} "


class _Parser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = self.here = Node("", {}, None)
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"attribute twice in <{tag}>")
        node = Node(tag, {k: v or "" for k, v in attrs}, self.here)
        self.here.children.append(node)
        if tag not in VOID:
            self.here = node

    def handle_startendtag(self, tag, attrs):
        self.here.children.append(Node(tag, {k: v or "" for k, v in attrs}, self.here))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if self.here.tag != tag:
            self.faults.append(f"</{tag}> closes <{self.here.tag}>")
            return
        self.here = self.here.parent

    def handle_data(self, data):
        self.here.children.append(data)


def parse(text: str) -> Node:
    """The page's tree; an element that is not closed in order is a fault."""
    parser = _Parser()
    parser.feed(text)
    parser.close()
    if parser.here is not parser.root:
        parser.faults.append(f"<{parser.here.tag}> is never closed")
    assert not parser.faults, parser.faults[:3]
    return parser.root
