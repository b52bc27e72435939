"""Text tables as they come: separators, encodings, quotes, titles, number formats; and what cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autoglm_core.contracts import Loaded
from autoglm_core.data.connectors.csv import CsvConnector
from autoglm_core.errors import ReadError


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read(content: str | bytes, *, written_in: str = "utf-8", name: str = "table.csv", **options: Any) -> Loaded:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(written_in))
        return CsvConnector().load(path, **options)

    return read


def said(loaded: Loaded) -> set[str]:
    return {message.key for message in loaded.receipt.assumed}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_tells_the_separator(read: Any, separator: str) -> None:
    loaded = read("\n".join(separator.join(row) for row in (["a", "b", "c"], ["1", "x y", "2.5"], ["2", "z", "3.5"])))
    assert loaded.frame.to_dict("list") == {"a": [1, 2], "b": ["x y", "z"], "c": [2.5, 3.5]}
    assert ("read-delimiter" in said(loaded)) == (separator != ",")


def test_a_text_with_other_separators_in_it_misleads_nobody(read: Any) -> None:
    loaded = read("a;b\n1;x, y, z\n2;u, v, w\n3;q, r, s\n")
    assert loaded.frame["b"].tolist() == ["x, y, z", "u, v, w", "q, r, s"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_tells_the_encoding_of_chinese(read: Any, encoding: str) -> None:
    loaded = read("城市,价格\n北京,12\n上海、浦东,13\n", written_in=encoding)
    assert loaded.frame.to_dict("list") == {"城市": ["北京", "上海、浦东"], "价格": [12, 13]}


def test_tells_western_european_text_from_chinese(read: Any) -> None:
    loaded = read("name,x\nJosé,1\nÉric,2\nÅsa Müller,3\n", written_in="latin-1")
    assert loaded.frame["name"].tolist() == ["José", "Éric", "Åsa Müller"]
    assert "read-encoding" in said(loaded)


def test_umlauts_far_down_in_a_large_file(read: Any) -> None:
    text = "a,b\n" + "1,x\n" * 400_000 + "2,Köln\n"
    assert read(text, written_in="cp1252").frame["b"].iloc[-1] == "Köln"


def test_decimal_commas_and_points_between_thousands(read: Any) -> None:
    loaded = read("preis;menge;datum\n1.234,50;1.000;31.12.2020\n12,5;2.000;01.02.2021\n")
    assert loaded.frame["preis"].tolist() == [1234.5, 12.5]
    assert loaded.frame["menge"].tolist() == [1000, 2000]
    assert loaded.frame["datum"].tolist() == [pd.Timestamp("2020-12-31"), pd.Timestamp("2021-02-01")]
    assert "read-decimal-comma" in said(loaded)


def test_thousands_in_an_english_file(read: Any) -> None:
    assert read('a,b\n"1,234",1\n"12,345",2\n').frame["a"].tolist() == [1234, 12345]


def test_quoted_separators_quotes_and_line_ends(read: Any) -> None:
    loaded = read('a,b\n"line 1\nline 2",1\n"say ""hi"", ok",2\n')
    assert loaded.frame["a"].tolist() == ["line 1\nline 2", 'say "hi", ok']


def test_quotes_that_are_part_of_the_text_swallow_no_rows(read: Any) -> None:
    # As in collections of text messages: a field begins with a quote that another row "closes".
    rows = ["label\ttext", "ham\t“fine” he said", 'ham\t"Hello', "spam\twin now", 'ham\tbye" she said', "spam\tfree"]
    loaded = read("\n".join(rows), name="messages.tsv")
    assert len(loaded.frame) == 5
    assert loaded.frame["text"].tolist()[1] == '"Hello'


def test_titles_above_the_names_are_left_out_and_said(read: Any) -> None:
    loaded = read("Report of March\nmade by me\n\nshop,month,sold\nA,1,20\nB,2,30\n")
    assert list(loaded.frame.columns) == ["shop", "month", "sold"]
    assert loaded.frame["sold"].tolist() == [20, 30]
    assert "read-titles" in said(loaded)


def test_a_first_row_of_data_is_not_taken_for_names(read: Any) -> None:
    loaded = read("1\t18\t2015-03-24\tM\n2\t1\t2013-02-26\tM\n3\t5\t2017-07-07\tF\n", name="x.tsv")
    assert list(loaded.frame.columns) == ["column_1", "column_2", "column_3", "column_4"]
    assert len(loaded.frame) == 3
    assert "read-no-header" in said(loaded)


def test_repeated_words_at_the_top_are_data(read: Any) -> None:
    loaded = read("ham\thello you\nspam\twin now\nham\tbye then\nham\tsee you\nspam\tfree gift\n")
    assert len(loaded.frame) == 5


def test_years_as_names_are_names(read: Any) -> None:
    assert list(read("land,2019,2020,2021\nA,1,2,3\nB,4,5,6\n").frame.columns) == ["land", "2019", "2020", "2021"]


def test_the_caller_knows_better(read: Any) -> None:
    loaded = read("1,2\n3,4\n", header=True)
    assert list(loaded.frame.columns) == ["1", "2"]
    assert read("a,b\n1,2\n", delimiter=";").frame.shape == (1, 1)
    assert read("a\n03/04/2020\n", day_first=True).frame["a"].tolist() == [pd.Timestamp("2020-04-03")]
    assert read("a;b\n1,234;x\n", decimal=".").frame["a"].tolist() == [1234]


def test_names_are_kept_whatever_they_hold(read: Any) -> None:
    loaded = read('<b>x</b>[1],=cmd(),$x$,"a ""q"" b",😀,客户\n1,2,3,4,5,6\n')
    assert list(loaded.frame.columns) == ["<b>x</b>[1]", "=cmd()", "$x$", 'a "q" b', "😀", "客户"]


def test_repeated_and_missing_names_are_made_up_and_said(read: Any) -> None:
    loaded = read("a,a,,a_2\n1,2,3,4\n5,6,7,8\n")
    assert list(loaded.frame.columns) == ["a", "a_3", "column_3", "a_2"]
    assert {"read-repeated-columns", "read-unnamed-columns"} <= said(loaded)


def test_trailing_separators_make_no_column(read: Any) -> None:
    assert read("a,b\n1,2,\n3,4,\n").frame.to_dict("list") == {"a": [1, 3], "b": [2, 4]}
    assert read("a,b,\n1,2,\n3,4,\n").frame.to_dict("list") == {"a": [1, 3], "b": [2, 4]}


def test_empty_rows_are_left_out_and_counted(read: Any) -> None:
    loaded = read("a,b\n1,2\n,\n\n3,4\n")
    assert loaded.frame["a"].tolist() == [1, 3]
    message = next(message for message in loaded.receipt.assumed if message.key == "read-empty-rows")
    assert message.values["count"] == 2


def test_short_rows_are_filled_up(read: Any) -> None:
    assert read("a,b,c\n1,2\n3,4,5\n").frame["c"].isna().tolist() == [True, False]


def test_line_ends_of_old_macs_and_a_separator_line_of_excel(read: Any) -> None:
    assert read("a,b\r1,2\r3,4\r").frame["b"].tolist() == [2, 4]
    loaded = read("sep=;\na;b\n1;2\n")
    assert list(loaded.frame.columns) == ["a", "b"]
    assert "read-titles" not in said(loaded)


@pytest.mark.parametrize(
    ("content", "key", "mentions"),
    [
        ("a,b\n1,2\n3,4,5\n", "error-read-row-too-long", ["3", "2"]),
        ('a,b\n1,"x\n2,y,z\n', "error-read-quote", ["2"]),
        ("a,b,c\n", "error-read-only-header", []),
        ("", "error-read-empty", []),
        ("\n \n", "error-read-empty", []),
        (b"\xef\xbb\xbf", "error-read-empty", []),
        ("a,b\n,\n,\n", "error-read-no-rows", []),
        (b"a,b\n1,\x00\n", "error-read-no-table", []),
        (b"\x89PNG\r\n\x1a\n123", "error-read-no-table", ["picture"]),
        (b"%PDF-1.4", "error-read-no-table", ["PDF"]),
        (b"MZ\x90\x00\x03", "error-read-no-table", ["program"]),
        (b"PK\x03\x04rest", "error-read-archive", ["Unpack"]),
        (b"\x1f\x8b\x08", "error-read-archive", []),
        ("<!DOCTYPE html><table></table>", "error-read-web-page", ["browser"]),
        (
            ",".join("abc" for _ in range(6_000)) + "\n" + ",".join("1" for _ in range(6_000)),
            "error-read-too-many-columns",
            ["6,000"],
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(read: Any, content: Any, key: str, mentions: list[str]) -> None:
    with pytest.raises(ReadError) as caught:
        read(content, name="sales.csv")
    assert caught.value.message.key == key
    for word in ["sales.csv", *mentions]:
        assert word in str(caught.value)
    assert "sales.csv" in caught.value.message.text("zh")


@pytest.mark.parametrize("encoding", ["ascii", "no-such-encoding"])
def test_a_wrong_encoding_of_the_caller_is_said(read: Any, encoding: str) -> None:
    with pytest.raises(ReadError) as caught:
        read("a\nKöln\n", encoding=encoding)
    assert caught.value.message.key == "error-read-encoding"
    assert encoding in str(caught.value)


# "t" before each text: numbers, dates and words for "missing" among them would rightly change.
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from(",;|\t\n\"'"), max_size=12).map(
    lambda text: "t" + text.replace("\r", "").strip()
)
ROWS = st.lists(
    st.tuples(TEXTS, st.integers(-(10**9), 10**9), st.floats(-1e9, 1e9).map(lambda value: round(value, 3))),
    min_size=1,
    max_size=8,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, separator=st.sampled_from([",", ";", "\t", "|"]), written_in=st.sampled_from(["utf-8", "utf-16"]))
def test_what_pandas_writes_is_read_back(read: Any, rows: list[Any], separator: str, written_in: str) -> None:
    frame = pd.DataFrame(rows, columns=["some text", "count", "share"])
    content = frame.to_csv(index=False, sep=separator, lineterminator="\n")
    back = read(content, written_in=written_in, header=True, decimal=".").frame
    assert back["some text"].tolist() == frame["some text"].tolist()
    assert back["count"].tolist() == frame["count"].tolist()
    assert back["share"].tolist() == pytest.approx(frame["share"].tolist())
