// Looks at the page as a strict reader would; returns the faults of contrast, labels and width.
() => {
  const channels = (colour) => {
    const found = colour.match(/[\d.]+/g).map(Number);
    return found.length < 4 ? [...found, 1] : found;
  };
  // Relative luminance and contrast as WCAG 2.2 defines them.
  const linear = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) =>
    0.2126 * linear(red / 255) + 0.7152 * linear(green / 255) + 0.0722 * linear(blue / 255);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const isShown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true });
  };
  const hasOwnText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const isLarge = (style) => {
    const size = parseFloat(style.fontSize);
    return size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  };
  const faults = [];
  const skipped = "svg, .visually-hidden, .skip-link, option, [disabled]";
  for (const element of document.querySelectorAll("body *")) {
    if (!hasOwnText(element) || element.closest(skipped) || !isShown(element)) continue;
    const style = getComputedStyle(element);
    const [bright, dark] = [luminance(channels(style.color)), luminance(ground(element))].sort((a, b) => b - a);
    const contrast = (bright + 0.05) / (dark + 0.05);
    if (contrast < (isLarge(style) ? 3 : 4.5)) {
      faults.push(`contrast ${contrast.toFixed(2)}: ${element.tagName} "${element.textContent.trim().slice(0, 30)}"`);
    }
  }
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const named = field.labels?.length || field.getAttribute("aria-label") || field.getAttribute("aria-labelledby");
    if (!named) faults.push(`no label: ${field.outerHTML.slice(0, 120)}`);
  }
  for (const target of document.querySelectorAll("main button, main a.btn, header button, nav a")) {
    const box = target.getBoundingClientRect();
    if (isShown(target) && (box.height < 24 || box.width < 24)) faults.push(`small target: ${target.outerHTML.slice(0, 120)}`);
  }
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`wider than the window by ${root.scrollWidth - root.clientWidth} px`);
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((heading) => Number(heading.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1 || levels[0] !== 1) faults.push(`headings ${levels}`);
  levels.forEach((level, at) => {
    if (at && level > levels[at - 1] + 1) faults.push(`heading level skipped: ${levels}`);
  });
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length) faults.push(`id used twice: ${twice}`);
  for (const image of document.querySelectorAll("img:not([alt])")) faults.push(`no alternative text: ${image.src}`);
  return faults;
}
