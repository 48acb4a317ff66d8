"""The one exception that the rules and services raise for what a person can understand and mend."""


class DomainError(Exception):
    """A refusal with a reason: `key` names the sentence in `texts`, `params` fill it in.

    The key is dotted, feature first (`pledge.already_withdrawn`); params are plain values that a message may show.
    """

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key, params)
        self.key = key
        self.params = params
