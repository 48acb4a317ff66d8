// Functions that the tests run inside the chat page.
(() => {
  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  const parse = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { red, green, blue, alpha };
  };

  const over = (top, below) => {
    const mix = (part) => top[part] * top.alpha + below[part] * (1 - top.alpha);
    return { red: mix("red"), green: mix("green"), blue: mix("blue"), alpha: 1 };
  };

  const light = ({ red, green, blue }) => {
    const linear = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return linear[0] * 0.2126 + linear[1] * 0.7152 + linear[2] * 0.0722;
  };

  const contrast = (text, ground) => {
    const [high, low] = [light(over(text, ground)), light(ground)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };

  const groundOf = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) layers.push(parse(getComputedStyle(one).backgroundColor));
    const white = { red: 255, green: 255, blue: 255, alpha: 1 };
    return layers.reverse().reduce((below, top) => over(top, below), white);
  };

  const resolve = (variable) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${variable})`;
    document.body.append(probe);
    const colour = parse(getComputedStyle(probe).color);
    probe.remove();
    return colour;
  };

  return {
    pairs: (pairs) => pairs.map(([text, ground]) => contrast(resolve(text), resolve(ground))),
    faintTexts: () => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const faint = [];
      while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim() || !visible(element) || element.closest(".visually-hidden, .skip")) continue;
        const ratio = contrast(parse(getComputedStyle(element).color), groundOf(element));
        if (ratio < 4.5) faint.push(`${walker.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
      }
      return faint;
    },
    smallTargets: (least) =>
      [...document.querySelectorAll("button, input, textarea, a.button, [role=option]")]
        .filter((element) => visible(element) && !element.closest("label"))
        .map((element) => [element.outerHTML.slice(0, 120), element.getBoundingClientRect()])
        .filter(([, { width, height }]) => Math.min(width, height) < least - 0.5)
        .map(([name, { width, height }]) => `${name} ${width}x${height}`),
  };
})();
