"""Streamlit-side helpers: session, loaders, filters, charts, tables and the only number formatting."""
