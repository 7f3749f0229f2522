"""What there is: entities by name, files by folder, and what is known of an entity."""

from __future__ import annotations

from parseltongue.model.errors import QueryError
from parseltongue.query import find as finding
from parseltongue.query.answer import Answer, Page
from parseltongue.query.asking import MATCHES_SHOWN, Asking
from parseltongue.query.describe import Describer
from parseltongue.query.narrowing import check_language, kind_number
from parseltongue.query.places import asked_path, is_in, place_of, unknown_paths
from parseltongue.query.records import entity_record, path_of_shown
from parseltongue.query.related import located
from parseltongue.query.resolve import unknown

TYPE_CHECKING = False
if not TYPE_CHECKING:

    def overload(function):  # Importing `typing` would cost a query more than the rest of this module.
        return function


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import overload  # noqa: TC004 -- see above

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.name_index import NameStore
    from parseltongue.query.records import Record


class Discovery(Asking):
    """A snapshot whose entities and files can be found and described."""

    def __init__(self, view: GraphView, names: NameStore | None = None) -> None:
        super().__init__(view, names)
        self._describer = Describer(view, self._ancestry)

    def find(
        self,
        text: str,
        limit: int | None = 50,
        *,
        kind: str | None = None,
        language: str | None = None,
        path: str | None = None,
        wide: bool = False,
        regex: bool = False,
        offset: int = 0,
        exact: bool = False,
    ) -> Answer:
        """Entities by what one remembers of their name; `match` in each result says how it fits.

        Parameters
        ----------
        text : str
            A name or part of one. In a dotted text the last part is looked for, what stands before it must
            be part of the full name, and so must all words but the last. Filters may stand among the words:
            ``kind:class``, ``lang:python``, ``path:src``, ``is:test``, ``not:test``, ``is:public``.
            ``file:line`` is the entity around that line.
        kind, language, path
            Only entities of this kind or language, or in this file or folder. Where nothing is found and
            nothing is at a path, `notes` has it in `unknown_paths`, with paths that may be meant.
        wide : bool
            Also look for names that only resemble the text when there are entities of this very name.
        regex : bool
            The text is a regular expression, to be found in the simple name.

        Raises
        ------
        QueryError
            The text is empty, no regular expression, or there is no such kind or language.
        """
        query = finding.Query(text, whole=regex)
        kinds = [*query.kinds, *([kind] if kind is not None else [])]
        languages = [*query.languages, *([language] if language is not None else [])]
        self._check_search(query, kinds, languages)
        paths = [*query.paths, *([path] if path is not None else [])]
        wanted = finding.Filter(
            kinds,
            languages,
            paths,
            query.scopes,
            tests=query.tests,
            visibility=query.visibility,
        )
        page = Page(limit, offset, exact=exact)
        complete = True
        if regex or not query.name:
            complete = finding.fitting(self.view, self._names, query.name, wanted, page)
        elif not self._at_line(text, page):
            if not wide:
                finding.exact(self.view, query.name, wanted, page)
            if not page.total:
                complete = finding.anything(self.view, self._names, query.name, wanted, page)
        answer = self._answer(text, [], page)
        answer.exact &= complete
        if paths and not page.total:
            self.note_unknown_paths(answer, paths)
        return answer

    def _check_search(self, query: finding.Query, kinds: list[str], languages: list[str]) -> None:
        if not query.name and not query.filters:
            raise QueryError("nothing to look for; give a name or a part of one")
        for kind in kinds:
            kind_number(kind)
        for language in languages:
            check_language(self.view, language)

    def note_unknown_paths(self, answer: Answer, paths: Iterable[str]) -> None:
        """Tell in the notes of an answer at which of some paths there is nothing, if there are such."""
        unknown = unknown_paths(self.view, paths)
        if unknown:
            answer.notes["unknown_paths"] = unknown

    def _at_line(self, text: str, page: Page) -> bool:
        """Find what stands around ``file:line``; whether there is something."""
        if place_of(text) is not None:
            for match in self._resolver.matches(text):
                if page.take():
                    page.results.append({**self._shown(match, page), "match": "place"})
        return bool(page.total)

    def resolve(self, symbol: str, limit: int | None = MATCHES_SHOWN) -> Answer:
        """The entities that a symbol stands for."""
        page = Page(limit)
        for match in self._matches(symbol):
            if page.take():
                page.results.append(self._shown(match, page))
            if page.done:
                break
        return self._answer(symbol, page.results, page)

    def show(self, symbol: str, limit: int | None = MATCHES_SHOWN, *, exact: bool = False) -> Answer:
        """What is known of an entity: its fields and what `query.describe` adds.

        That is `doc`, `line`, `relationships` (numbers of `describe.RELATIONSHIPS`), `overrides` (what it
        overrides) and `overridden_by`, each with id, full name, file and line. Unless `exact`, no more than
        `describe.BUDGET` files are read for what leads to it; `relationships_exact` and
        `overridden_by_exact` say whether those were all.
        """
        page = Page(limit)
        for match in self._matches(symbol):
            if page.take():
                page.results.append(self._describer.describe(match, exact=exact, files=page.files))
            if page.done:
                break
        return self._answer(symbol, [], page)

    @overload
    def entities(self) -> Iterator[Record]: ...

    @overload
    def entities(self, file: str, limit: int | None = ..., *, offset: int = ...) -> Answer: ...

    def entities(
        self, file: str | None = None, limit: int | None = None, *, offset: int = 0
    ) -> Iterator[Record] | Answer:
        """All entities by path and then in source order; or the outline of a file.

        The outline leaves the file itself out; its records have `line` and `depth`, from 0.

        Raises
        ------
        UnknownSymbolError
            The snapshot has no such file.
        """
        return _entities(self.view.files()) if file is None else self._outline(file, limit, offset)

    def _outline(self, file: str, limit: int | None, offset: int) -> Answer:
        page = Page(limit, offset, exact=True)
        found = self.view.file_at(path_of_shown(file.removeprefix("./")))
        if found is None and any(is_in(one, asked_path(file)) for one in self.view.paths(asked_path(file))):
            raise QueryError(f"{file} is a folder; `parseltongue tree {file}` lists it")
        if found is None:
            raise unknown(file, self._paths_like(file))
        page.files.add(found.path)
        parents = found.records.interface.parents if found.records is not None else b""
        depths = [-1]
        for ordinal in range(1, len(parents)):
            depths.append(depths[parents[ordinal]] + 1)
            if page.take():
                page.results.append({**located(found, ordinal, page), "depth": depths[ordinal]})
        return self._answer(file, [], page)

    def tree(self, path: str = "", depth: int | None = 2, limit: int | None = None) -> Answer:
        """Folders and files at a path and below it, at most `depth` levels, with what is in them counted.

        Results have `path`, `name`, `kind` (``folder`` or ``file``), `module`, `depth` (from 0), `files`,
        `tests` (files), `entities` and `languages` (files by language).

        Raises
        ------
        UnknownSymbolError
            The snapshot has nothing there.
        """
        from parseltongue.query.tree import folders, rows

        found = folders(self.view, path.removeprefix("./"), depth)
        if found is None and path.rstrip("/") not in ("", "."):
            raise unknown(path, self._paths_like(path))
        page = Page(limit, exact=True)
        for record in rows(found, depth) if found is not None else ():
            if page.take():
                page.results.append(record)
        return self._answer(path or ".", [], page)

    def complete(self, start: str, limit: int = 200) -> list[str]:
        """Names, and paths of files, that begin with a text, for a shell to complete. O(result).

        Behind the last dot of a text the members and contents of what stands before it are completed.
        """
        from parseltongue.query.completion import completions

        return completions(self.view, self._resolver, self._ancestry, start, limit)


def _entities(files: Iterable[FileView]) -> Iterator[Record]:
    for file in files:
        records = file.records
        for ordinal in range(len(records.interface.kinds) if records is not None else 1):
            yield entity_record(file, ordinal)
