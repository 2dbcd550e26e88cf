"use strict";
// On a phone the table of moves stands in place of the bands, which have no room for their names there.
const moves = document.querySelector("[data-in-place-of-bands]");
if (moves && matchMedia("(max-width: 34rem)").matches) {
  moves.open = true;
}
// Draws the figures that stand as JSON in the page; the page's CSS colours their text.
for (const holder of document.querySelectorAll("[data-figure]")) {
  const figure = JSON.parse(document.getElementById(holder.dataset.figure).textContent);
  Plotly.newPlot(holder, figure.data, figure.layout, {displayModeBar: false, responsive: true});
}
