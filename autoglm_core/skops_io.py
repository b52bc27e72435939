"""Saving and loading of fitted transformers and estimators without pickle, limited to types on a fixed list."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autoglm_core.errors import PackageError

# skops by itself trusts every scikit-learn estimator there is; a model from elsewhere gets no further than this list.
# Trees are not on it: scikit-learn follows their node numbers unchecked, so that a crafted file could read foreign
# memory. The forests of autoglm_core.models store checked arrays instead.
TRUSTED: tuple[str, ...] = (
    "builtins.bool",
    "builtins.bytes",
    "builtins.dict",
    "builtins.float",
    "builtins.int",
    "builtins.list",
    "builtins.set",
    "builtins.slice",
    "builtins.str",
    "builtins.tuple",
    "numpy.bool",
    "numpy.dtype",
    "numpy.float32",
    "numpy.float64",
    "numpy.int32",
    "numpy.int64",
    "numpy.ndarray",
    "numpy.random.mtrand.RandomState",
    "numpy.uint64",
    "scipy.sparse._csr.csr_matrix",
    "sklearn.compose._column_transformer.ColumnTransformer",
    "sklearn.decomposition._pca.PCA",
    "sklearn.decomposition._truncated_svd.TruncatedSVD",
    "sklearn.discriminant_analysis.LinearDiscriminantAnalysis",
    "sklearn.discriminant_analysis.QuadraticDiscriminantAnalysis",
    "sklearn.dummy.DummyClassifier",
    "sklearn.dummy.DummyRegressor",
    "sklearn.feature_extraction.text.TfidfTransformer",
    "sklearn.feature_extraction.text.TfidfVectorizer",
    "sklearn.impute._base.MissingIndicator",
    "sklearn.impute._base.SimpleImputer",
    "sklearn.linear_model._coordinate_descent.ElasticNet",
    "sklearn.linear_model._coordinate_descent.Lasso",
    "sklearn.linear_model._base.LinearRegression",
    "sklearn.linear_model._logistic.LogisticRegression",
    "sklearn.linear_model._ridge.Ridge",
    "sklearn.naive_bayes.GaussianNB",
    "sklearn.neighbors._classification.KNeighborsClassifier",
    "sklearn.neighbors._regression.KNeighborsRegressor",
    "sklearn.neural_network._multilayer_perceptron.MLPClassifier",
    "sklearn.neural_network._multilayer_perceptron.MLPRegressor",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.pipeline.FeatureUnion",
    "sklearn.pipeline.Pipeline",
    "sklearn.preprocessing._data.MaxAbsScaler",
    "sklearn.preprocessing._data.MinMaxScaler",
    "sklearn.preprocessing._data.PowerTransformer",
    "sklearn.preprocessing._data.QuantileTransformer",
    "sklearn.preprocessing._data.RobustScaler",
    "sklearn.preprocessing._data.StandardScaler",
    "sklearn.preprocessing._encoders.OneHotEncoder",
    "sklearn.preprocessing._encoders.OrdinalEncoder",
    "sklearn.preprocessing._label.LabelBinarizer",
    "sklearn.preprocessing._polynomial.PolynomialFeatures",
    "sklearn.preprocessing._polynomial.SplineTransformer",
    "sklearn.preprocessing._target_encoder.TargetEncoder",
    "sklearn.utils._bunch.Bunch",
    "autoglm_core.prepare.generated.GeneratedColumns",
    "autoglm_core.prepare.preparation.Preparation",
    "autoglm_core.prepare.steps.boolean.BooleanColumns",
    "autoglm_core.prepare.steps.categorical.CodeColumns",
    "autoglm_core.prepare.steps.categorical.IndicatorColumns",
    "autoglm_core.prepare.steps.categorical.OrderedCodeColumns",
    "autoglm_core.prepare.steps.datetime.MomentColumns",
    "autoglm_core.prepare.steps.numeric.NumberColumns",
    "autoglm_core.prepare.steps.ordinal.GradeColumns",
    "autoglm_core.prepare.tfidf.TextColumns",
)

# How skops may rebuild a value. Left out on purpose: everything that calls a function named in the file.
_LOADERS = frozenset(
    {
        "BytesNode",
        "CachedNode",
        "DTypeNode",
        "DictNode",
        "JsonNode",
        "ListNode",
        "NdArrayNode",
        "ObjectNode",
        "RandomStateNode",
        "SetNode",
        "SliceNode",
        "SparseMatrixNode",
        "TreeNode",
        "TupleNode",
        "TypeNode",
    }
)

_DAMAGE = (
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


def dump(model: Any, path: Path | str) -> None:
    """Write ``model`` (a fitted transformer or estimator) to ``path`` as a compressed skops file.

    Raises TypeError where it holds something that cannot be saved without pickle.

    >>> import tempfile, numpy as np
    >>> from sklearn.preprocessing import StandardScaler
    >>> path = Path(tempfile.mkdtemp()) / "scaler.skops"
    >>> dump(StandardScaler().fit(np.array([[1.0], [3.0]])), path)
    >>> load(path).transform([[5.0]])
    array([[3.]])
    """
    import skops.io

    skops.io.dump(model, Path(path), compression=zipfile.ZIP_DEFLATED, compresslevel=3)


def load(path: Path | str, trusted: Iterable[str] = ()) -> Any:
    """The object that ``dump`` wrote to ``path``, built only from types in ``TRUSTED`` or ``trusted`` (full names).

    Raises PackageError: a type that is on neither list is named and nothing is built; a damaged file is said to be so.
    """
    import skops.io

    path = Path(path)
    allowed = {*TRUSTED, *trusted}
    try:
        with zipfile.ZipFile(path) as archive:
            schema = json.loads(archive.read("schema.json"))
        refused = sorted({name for name, loader in _types(schema) if name not in allowed or loader not in _LOADERS})
        if not refused:
            return skops.io.load(path, trusted=sorted(allowed))
    except _DAMAGE as error:
        raise PackageError("models-file-damaged", file=path.name) from error
    raise PackageError("models-file-type", file=path.name, type=refused[0])


def _types(node: Any) -> Iterator[tuple[str, str]]:
    """(full type name, loader) of every value that the file asks to be built."""
    if isinstance(node, dict):
        if "__loader__" in node:
            yield f"{node.get('__module__')}.{node.get('__class__')}", str(node["__loader__"])
        for child in node.values():
            yield from _types(child)
    elif isinstance(node, list):
        for child in node:
            yield from _types(child)
