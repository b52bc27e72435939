"""Parts that pages share.

Every page file in pages/screens begins with ``shell.guard()`` and draws only its own content; app.py has drawn the
frame (brand, links, language switch, step bar) before.

- ``i18n``: ``t(key, **values)`` plain text from the locale files (pages' and core's); ``tm`` the same for Markdown,
  values escaped; ``say(message)`` a core Message for Markdown, ``plain(message)`` as plain text; ``md(text)`` and
  ``html(text)`` escape untrusted text; ``short(text, limit)``; ``term(name)`` a definition for ``help=``;
  ``language()``.
- ``state``: ``workspace()``; ``ids()`` -> ``Ids(dataset, draft, run)`` from the address, completed (run -> draft ->
  data set); ``current_run()``; ``set_ids(run=...)``; ``link(screen, label, Ids(...), icon=, help=)``;
  ``go(screen, Ids(...))``.
- ``theme``: ``palette()`` -> ``Palette`` (text, muted, grid, primary, baseline, good, danger, series, sequential, ...).
- ``shell``: ``guard()``, ``heading(title, lead)``, ``with errors_said():`` around calls of the core.
- ``components``: ``confirm(...)`` a dialog that asks before something is lost, ``empty(...)`` what a page says when it
  has nothing to show, ``status_badge(status)``, ``cards([...])``.

Keys of the pages' words: ``assets/locales/{en,zh}/AREA.ftl``, prefixed by the area; a key built from a value is written
as an f-string that begins with its fixed prefix (``t(f"runs-status-{status}")``), so that the test of unused keys
finds it.
"""
