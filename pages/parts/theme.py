"""The colours of the theme in use, for charts and own HTML; the same values stand in .streamlit/config.toml."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Palette:
    """Colours as #rrggbb; ``series`` for categories in order, ``sequential`` from low to high, ``diverging`` from
    negative over neutral to positive."""

    dark: bool
    background: str
    surface: str
    border: str
    grid: str
    text: str
    muted: str
    primary: str
    baseline: str
    good: str
    warning: str
    danger: str
    series: tuple[str, ...]
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]
    font: str = "Figtree, Noto Sans SC, sans-serif"


LIGHT = Palette(
    dark=False,
    background="#fbfaf7",
    surface="#ffffff",
    border="#e2ded3",
    grid="#ece8de",
    text="#1d2a2f",
    muted="#5b676b",
    primary="#0b6e6b",
    baseline="#8a8f8f",
    good="#1f7a4d",
    warning="#9a5b00",
    danger="#b3362b",
    series=("#0b6e6b", "#c9701f", "#4a5fb5", "#b0447e", "#6b8e23", "#8a6d4b", "#2e93c4", "#7d5ba6"),
    sequential=(
        "#e3f1ef",
        "#bfe0dc",
        "#93cbc5",
        "#64b1ab",
        "#3a9690",
        "#1c7e79",
        "#0b6e6b",
        "#085754",
        "#053f3e",
        "#032a2a",
    ),
    diverging=(
        "#2f5aa8",
        "#6486c2",
        "#9cb3d9",
        "#cdd8eb",
        "#e9e6df",
        "#f3d3b4",
        "#e8a96d",
        "#c9701f",
        "#b3621a",
        "#874710",
    ),
)
DARK = Palette(
    dark=True,
    background="#11181b",
    surface="#192226",
    border="#2e3a3f",
    grid="#263136",
    text="#e8ebe7",
    muted="#a3afb1",
    primary="#4fc3b8",
    baseline="#8b9799",
    good="#6bcb94",
    warning="#e8b154",
    danger="#f08478",
    series=("#4fc3b8", "#f0a35a", "#93a5ee", "#e088b6", "#a9c95f", "#c9a983", "#6cc0ea", "#b89be0"),
    sequential=(
        "#0f2b2b",
        "#123f3e",
        "#175553",
        "#1e6d69",
        "#278681",
        "#369f98",
        "#4fb8ae",
        "#78cdc4",
        "#a8e0d9",
        "#d8f2ee",
    ),
    diverging=(
        "#7fa3ea",
        "#6a89c6",
        "#54709f",
        "#40546f",
        "#3a4145",
        "#6b5138",
        "#97693c",
        "#c28543",
        "#e9a152",
        "#f6c48d",
    ),
)


def palette() -> Palette:
    """The palette of the theme that the browser shows; the light one where it is not known."""
    return DARK if st.context.theme.type == "dark" else LIGHT
