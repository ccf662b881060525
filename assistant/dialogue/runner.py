"""Runs the graph of a trained model one node after the other.

Rasa gives its graph to dask, which plans it anew for every message; here the order is found once
for each target, and a message only calls the components' own functions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphComponent, GraphNode, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner

from assistant.dialogue.rules import QuickRules
from assistant.dialogue.untokenized import Untokenized
from nlu.rasa_components.tokenizer import SpacyLanguageTokenizer

_QUICKER: Final[dict[type[GraphComponent], type[GraphComponent]]] = {
    RulePolicy: QuickRules,
    SpacyLanguageTokenizer: Untokenized,
}
"""What is loaded in place of a component of the trained graph, to the same effect."""


class SequentialRunner(DaskGraphRunner):  # type: ignore[misc]
    """Gives what Rasa's own runner gives."""

    def __init__(self, graph_schema: GraphSchema, *args: Any, **options: Any) -> None:
        nodes = {
            name: replace(node, uses=_QUICKER.get(node.uses, node.uses))
            for name, node in graph_schema.nodes.items()
        }
        super().__init__(GraphSchema(nodes), *args, **options)
        self._orders: dict[tuple[str, ...], list[tuple[GraphNode, list[str]]]] = {}

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """The outputs of the targets, by their names.

        Raises:
            GraphRunError: a node needs what is neither given nor the output of another node.
        """
        wanted = tuple(targets or self._graph_schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = self._order(wanted, set(inputs or ()))
        outputs = dict(inputs or {})
        for node, needed in self._orders[wanted]:
            name, output = node(*((need, outputs[need]) for need in needed))
            outputs[name] = output
        return {name: outputs[name] for name in wanted}

    def _order(
        self, targets: tuple[str, ...], given: set[str]
    ) -> list[tuple[GraphNode, list[str]]]:
        """The nodes that the targets need, each after those whose output it takes."""
        order: dict[str, list[str]] = {}

        def add(name: str, above: tuple[str, ...]) -> None:
            if name in order or name in given:
                return
            if name in above or name not in self._graph_schema.nodes:
                raise GraphRunError(f"no node gives {name}, which {above} need")
            needed = list(self._graph_schema.nodes[name].needs.values())
            for need in needed:
                add(need, (*above, name))
            order[name] = needed

        for target in targets:
            add(target, ())
        return [(self._instantiated_nodes[name], needed) for name, needed in order.items()]
