"""Whether the screen is a phone's, for the few pages that lay themselves out differently there."""

import streamlit as st


def is_phone() -> bool:
    """As the browser says of itself; a narrow window on a computer is none."""
    return "Mobi" in st.context.headers.get("User-Agent", "")
