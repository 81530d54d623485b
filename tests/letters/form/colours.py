"""Colours as eyes and mail clients take them: how far two stand apart, and what a forced dark mode makes of them."""

from __future__ import annotations

import re

import numpy as np

# sRGB to CIE XYZ under D65, and the white of both.
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ.sum(axis=1)
TO_LAB = np.array([[0, 116, 0], [500, -500, 0], [0, 200, -200]])
DARK_TEXT, LIGHT_GROUND = 150, 205  # of 255: what Chromium's own dark mode turns round


def channels(colour: str) -> np.ndarray:
    """Red, green and blue, 0 to 255, of "rgb(22, 63, 55)"; ValueError when something else shines through."""
    found = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", colour)
    if not found:
        raise ValueError(f"not one opaque colour: {colour}")
    return np.array([int(channel) for channel in found.groups()], dtype=float)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    """WCAG's ratio, 1 to 21."""
    darker, lighter = sorted(float(TO_XYZ[1] @ _linear(colour)) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def invert(colour: np.ndarray) -> np.ndarray:
    """The same hue, as light as it was dark: every colour in Outlook for Windows and Gmail on iOS."""
    lightness, red, yellow = TO_LAB @ _response(TO_XYZ @ _linear(colour) / WHITE) - [16, 0, 0]
    y = (116 - lightness) / 116
    ratios = np.array([y + red / 500, y, y - yellow / 200])
    xyz = np.where(ratios > 6 / 29, ratios**3, (ratios - 4 / 29) * 3 * (6 / 29) ** 2) * WHITE
    return _encoded(np.linalg.solve(TO_XYZ, xyz).clip(0, 1)) * 255


def invert_text(colour: np.ndarray) -> np.ndarray:
    """Dark text alone, as in Gmail on Android and in Chromium."""
    return invert(colour) if _brightness(colour) < DARK_TEXT else colour


def invert_ground(colour: np.ndarray) -> np.ndarray:
    """Light grounds alone, as in Gmail on Android and in Chromium."""
    return invert(colour) if _brightness(colour) > LIGHT_GROUND else colour


def _linear(colour: np.ndarray) -> np.ndarray:
    share = colour / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def _encoded(share: np.ndarray) -> np.ndarray:
    return np.where(share <= 0.0031308, share * 12.92, 1.055 * share ** (1 / 2.4) - 0.055)


def _response(ratio: np.ndarray) -> np.ndarray:
    return np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)


def _brightness(colour: np.ndarray) -> float:
    return float(np.array([0.299, 0.587, 0.114]) @ colour)
