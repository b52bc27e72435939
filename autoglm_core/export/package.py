"""Exports the model with all that is needed to run and to check it as one zip file."""

from __future__ import annotations

import json
from pathlib import Path

from autoglm_core.contracts import Audience, Exporter, FinishedRun
from autoglm_core.export import _run_facts
from autoglm_core.export._document import document_values
from autoglm_core.export._files import sha256, write_zip
from autoglm_core.export._inspected import groups_told
from autoglm_core.export._templates import rendered, template_text
from autoglm_core.export._words import Words
from autoglm_core.schema import Schema

_BESIDE = ("result.json", "judged.npz", "explanation.npz")
_PRODUCT = "open-autoglm"
_NOT_LIBRARIES = ("python", "platform", _PRODUCT)  # the product itself is installed from its own source


class Package(Exporter):
    """The model itself with its manifest, loaded by ``autoglm_core.load`` without pickle, to run it elsewhere."""

    name = "package"
    audience = Audience.IT

    def write(self, run: FinishedRun, folder: Path, language: str) -> tuple[Path, ...]:
        """``model-package.zip`` in ``folder``: byte for byte the same for the same run and language."""
        files: dict[str, bytes | Path] = {name: run.folder / name for name in _BESIDE if (run.folder / name).exists()}
        model = run.folder / "model"
        files |= {path.relative_to(run.folder).as_posix(): path for path in model.rglob("*") if path.is_file()}
        files |= {name: text.encode("utf-8") for name, text in _documents(run, Words(language)).items()}
        manifest = _run_facts.manifest(run)
        manifest["files"] = {name: sha256(files[name]) for name in sorted(files)}
        files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode("utf-8")
        return (write_zip(folder / "model-package.zip", files),)


def _documents(run: FinishedRun, words: Words) -> dict[str, str]:
    description = json.loads((run.folder / "model" / "model.json").read_text(encoding="utf-8"))
    schema = Schema.from_json(description["schema"])
    columns = [(column, words.t(f"role-{schema.roles[column]}")) for column in schema.features]
    versions: dict[str, str] = _run_facts.manifest(run)["versions"]
    product = " ".join(["Open-AutoGLM", *([versions[_PRODUCT]] if _PRODUCT in versions else [])])
    values = document_values(run, words) | {"columns": columns, "product": product, "groups": groups_told(run, words)}
    libraries = {name: number for name, number in versions.items() if name not in _NOT_LIBRARIES}
    return {
        "README.md": rendered("package_readme.md", **values),
        "model_card.md": rendered("model_card.md", **values),
        "requirements.txt": "".join(f"{name}=={number}\n" for name, number in sorted(libraries.items())),
        "score.py": template_text("score.py"),
    }
