"""The half of a project that speaks of predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from nblabel.receipt import Receipt

if TYPE_CHECKING:
    from nblabel.predictions import Predictions
    from nblabel.reading import Reading


class Predicting:
    """Something that predictions can be added to."""

    _reading: Reading

    def add_predictions(
        self, predictions: Any, *, source: str, parents: Literal["labels", "labels+predictions"] = "labels"
    ) -> Receipt:
        """Take in what a model predicts; it is kept beside the labels and never counts as one before it is accepted.

        Everything is checked first: an unknown question or option, a confidence outside of 0 to 1 raises with the row
        named, and nothing is written. Earlier predictions of the same source on the same items, frames and question end. Others
        work from them, so only admins add predictions.

        Parameters
        ----------
        predictions
            A DataFrame, a list of dicts, a dict of columns, or the path of a .csv, .parquet, .json or .jsonl file. Columns:
            `item_id` or `title`; `question`; `answer` (an option's name, a list of names, a number, a text, or a dict that
            answers nested questions too); `confidence` from 0 to 1; and `frame`, or `frame_from` and `frame_to`, both
            included. A row with a `shape` predicts an object: `question` is its class, `attributes` its answers.
        source
            The name of the model.
        parents
            A nested answer needs its parent: predicted beside it here, or among the `"labels"`, or (with
            `"labels+predictions"`) among predictions that stand already. Others are refused and listed.

        Returns
        -------
        Receipt
            `applied` counts items, `failed` rows, with their reasons in `problems`; `undo()` takes all of it back.

        Examples
        --------
        >>> project.add_predictions(pd.DataFrame({"item_id": ids, "question": "Animal", "answer": names,
        ...                                       "confidence": scores}), source="resnet")
        """
        from nblabel.ops.predicting.predict import add_predictions

        change = add_predictions(self._reading.for_writing(), predictions, name=source, parents=parents)
        return Receipt(self._reading, change)

    def predictions(self, source: str) -> Predictions:
        """What a model predicts.

        Examples
        --------
        >>> project.predictions("resnet").accept(min_confidence=0.9)
        """
        from nblabel.predictions import Predictions

        return Predictions(self._reading, source)
