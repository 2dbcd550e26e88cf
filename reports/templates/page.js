"use strict";
// Draws the figures that stand as JSON in the page; their text colours come from the page's CSS.
(() => {
  const drawn = [];
  for (const holder of document.querySelectorAll("[data-figure]")) {
    const figure = JSON.parse(document.getElementById(holder.dataset.figure).textContent);
    Plotly.newPlot(holder, figure.data, figure.layout, {displayModeBar: false, responsive: true});
    drawn.push(holder);
  }
  const resize = () => drawn.forEach((holder) => Plotly.Plots.resize(holder));
  window.matchMedia("print").addEventListener("change", resize);
})();
