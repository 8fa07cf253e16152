"""Reads of 评估组织, kept until anybody changes anything."""

import pandas as pd

from actions import quarter_start
from actions.quarter_start import Standing
from data_access import expert_registry, quarter_history, quarter_members, rule_versions
from data_access.expert_registry import Profile
from data_access.rule_versions import Rules
from ui import loaders
from ui.loaders import kept

__all__ = ["Profile", "Rules", "Standing"]


def standing(quarter: str) -> Standing:
    """See actions.quarter_start.standing."""
    return kept(quarter_start.standing, quarter=quarter, by=loaders.reader())


def candidates(quarter: str) -> pd.DataFrame:
    """See data_access.quarter_members.candidates."""
    return kept(quarter_members.candidates, quarter=quarter, by=loaders.reader())


def members(quarter: str) -> pd.DataFrame:
    """See data_access.quarter_members.members."""
    return kept(quarter_members.members, quarter=quarter, by=loaders.reader())


def rules() -> Rules:
    """See data_access.rule_versions.rules."""
    return kept(rule_versions.rules, by=loaders.reader())


def criteria(version: int) -> pd.DataFrame:
    """See data_access.rule_versions.criteria."""
    return kept(rule_versions.criteria, version=version, by=loaders.reader())


def indicators(version: int) -> pd.DataFrame:
    """See data_access.rule_versions.indicators."""
    return kept(rule_versions.indicators, version=version, by=loaders.reader())


def registry() -> pd.DataFrame:
    """See data_access.expert_registry.registry."""
    return kept(expert_registry.registry, by=loaders.reader())


def profiles() -> dict[int, Profile]:
    """See data_access.expert_registry.profiles."""
    return kept(expert_registry.profiles, by=loaders.reader())


def expert_history(account_id: int) -> pd.DataFrame:
    """See data_access.expert_registry.history."""
    return kept(expert_registry.history, account_id=account_id, by=loaders.reader())


def history(quarter: str) -> pd.DataFrame:
    """See data_access.quarter_history.history."""
    return kept(quarter_history.history, quarter=quarter, by=loaders.reader())
