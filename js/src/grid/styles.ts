import bulkCss from "../styles/bulk.css";
import filtersCss from "../styles/filters.css";
import formCss from "../styles/form.css";
import frameCss from "../styles/frame.css";
import gridCss from "../styles/grid.css";
import overCss from "../styles/over.css";
import partsCss from "../styles/parts.css";
import tileCss from "../styles/tile.css";
import tokensCss from "../styles/tokens.css";

/** The style sheets of every widget with a grid in it, in their order; its own come after them. */
export const GRID_STYLES: readonly string[] = [
  tokensCss,
  partsCss,
  overCss,
  frameCss,
  formCss,
  gridCss,
  tileCss,
  filtersCss,
  bulkCss,
];
