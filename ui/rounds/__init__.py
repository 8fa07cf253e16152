"""评分轮次: progress, panels and conclusions of a round, as parts of its page."""
