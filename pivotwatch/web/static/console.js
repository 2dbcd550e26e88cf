"use strict";
// Everything works without this file but charts; it makes searching, folding and drawing quicker.
document.documentElement.classList.add("scripted");

function foldMenu() {
  const button = document.querySelector(".menu");
  if (!button) return;
  button.addEventListener("click", () => {
    const open = document.querySelector(".side").classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
  });
}

// The policy forbids style attributes in text; Plotly's few may go the allowed way, through the object model.
const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) {
  if (name === "style") this.style.cssText = value;
  else setAttribute.call(this, name, value);
};

// nor may Plotly add the style sheet of its street maps, of which we draw none
const append = Node.prototype.appendChild;
document.head.appendChild = (node) => (node.tagName === "STYLE" ? node : append.call(document.head, node));

let plotly;
function withPlotly(place) {
  plotly ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = place;
    script.onload = () => done(window.Plotly);
    script.onerror = () => failed(new Error("Plotly could not be loaded"));
    document.head.append(script);
  });
  return plotly;
}

async function draw(holder) {
  if (holder.dataset.drawn) return;
  holder.dataset.drawn = "begun";
  const answer = await fetch(holder.dataset.figure, { headers: { Accept: "application/json" } });
  if (!answer.ok) { holder.textContent = "The chart could not be drawn; the table has the figures."; return; }
  const figure = await answer.json();
  if (!figure.data) { holder.remove(); return; }
  const library = await withPlotly(document.body.dataset.plotly);
  await library.newPlot(holder, figure.data, figure.layout, { displayModeBar: false, responsive: true });
  holder.dataset.drawn = "yes";
}

function drawAll(root) {
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) { seen.unobserve(entry.target); draw(entry.target); }
    }
  }, { rootMargin: "200px" });
  for (const holder of root.querySelectorAll("[data-figure]:not([data-drawn])")) seen.observe(holder);
}

// on paper nothing can be scrolled to or opened
function readyForPaper() {
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const each of folded) each.open = true;
  });
  window.addEventListener("afterprint", () => { for (const each of folded) each.open = false; });
  const drawRest = () => { for (const holder of document.querySelectorAll("[data-figure]:not([data-drawn])")) draw(holder); };
  window.addEventListener("load", () => setTimeout(drawRest, 2000));
}

// a dropped file is a chosen file
function takeDrops() {
  for (const input of document.querySelectorAll("input[type=file]")) {
    const place = input.closest("form");
    place.addEventListener("dragover", (event) => event.preventDefault());
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }
}

// where half a year does not fit, what is new stands at its end
function showNewest() {
  for (const box of document.querySelectorAll(".scroll.newest")) box.scrollLeft = box.scrollWidth;
}

document.addEventListener("DOMContentLoaded", () => {
  foldMenu();
  drawAll(document);
  takeDrops();
  showNewest();
  readyForPaper();
});
document.addEventListener("htmx:afterSwap", (event) => drawAll(event.target));
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});
