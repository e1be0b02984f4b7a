// Lays the blocks of a flow out on pages of a fixed size. What does not fit goes to the next page: paragraphs are parted between words, tables of class "parting" between rows
// (their head is repeated), a heading stays with what follows it. Runs in the page; the argument is the layout, see Sheet.cs.
(layout) => {
  const element = (tag, className, parent) => {
    const made = document.createElement(tag);
    made.className = className;
    parent.append(made);
    return made;
  };
  const fill = (where, html) => {
    where.innerHTML = html;
    return [...where.children];
  };

  let number = layout.firstNumber - 1;
  let page;
  const turn = () => {
    number++;
    const root = element('div', 'page', document.body);
    page = { root };
    if (layout.head) {
      fill(element('div', 'head', root), layout.head.replaceAll('{page}', number));
    }
    if (number === layout.firstNumber && layout.top) {
      element('div', 'top', root).innerHTML = layout.top;
    }
    const row = element('div', layout.asideLeft ? 'row reverse' : 'row', root);
    page.cols = element('div', 'cols', row);
    page.cols.style.columnCount = layout.columns;
    if (layout.aside && number === layout.firstNumber) {
      element('aside', '', row).innerHTML = layout.aside;
    }
    page.notes = element('div', 'notes', root);
    if (layout.foot) {
      fill(element('div', layout.footCentred ? 'foot centred' : 'foot', root), layout.foot.replaceAll('{page}', number));
    }
  };
  const overflows = () => page.cols.scrollWidth > page.cols.clientWidth + 1 || page.cols.scrollHeight > page.cols.clientHeight + 1;
  const isHeading = (block) => block && /^H[1-6]$/.test(block.tagName);

  // The most words of a paragraph that fit, left in it; what remains comes back as a paragraph of its own, or null when too little would stand on one of the two sides.
  const partParagraph = (block) => {
    if (block.tagName !== 'P' || block.children.length > 0 || block.dataset.c !== 'paragraph') {
      return null;
    }
    const words = block.textContent.split(' ');
    let [fits, over] = [0, words.length];
    while (over - fits > 1) {
      const middle = (fits + over) >> 1;
      block.textContent = words.slice(0, middle).join(' ');
      if (overflows()) { over = middle; } else { fits = middle; }
    }
    if (fits < 14 || words.length - fits < 10) {
      block.textContent = words.join(' ');
      return null;
    }
    block.textContent = words.slice(0, fits).join(' ');
    const rest = block.cloneNode(false);
    block.classList.add('parted');
    rest.classList.add('rest');
    rest.textContent = words.slice(fits).join(' ');
    return rest;
  };
  const partTable = (block) => {
    const table = block.querySelector(':scope > table.parting');
    if (!table) {
      return null;
    }
    const rest = block.cloneNode(true);
    rest.querySelectorAll(':scope > .caption').forEach((caption) => caption.remove());
    rest.querySelector('thead')?.setAttribute('data-repeated', '');
    const [here, there] = [table.tBodies[0], rest.querySelector('tbody')];
    there.replaceChildren();
    while (overflows() && here.rows.length > 0) {
      there.prepend(here.rows[here.rows.length - 1]);
    }
    if (here.rows.length < 3) {
      here.append(...there.rows);
      return null;
    }
    return rest;
  };

  let serial = 0;
  const template = document.createElement('template');
  template.innerHTML = layout.flow.join('');
  const pending = [...template.content.children];
  for (const block of pending.flatMap((one) => [one, ...one.querySelectorAll('[data-c]')])) {
    if (block.dataset.c) {
      block.dataset.id = `b${++serial}`;
    }
  }
  turn();
  const last = layout.firstNumber + layout.pages - 1;
  while (pending.length > 0) {
    const block = pending.shift();
    const note = block.dataset.note;
    page.cols.append(block);
    if (note) {
      page.notes.insertAdjacentHTML('beforeend', note);
    }
    if (!overflows()) {
      continue;
    }
    const rest = note ? null : partParagraph(block) ?? partTable(block);
    if (rest) {
      pending.unshift(rest);
    } else {
      if (note) {
        page.notes.lastElementChild.remove();
      }
      block.remove();
      pending.unshift(block);
      while (isHeading(page.cols.lastElementChild)) {
        const heading = page.cols.lastElementChild;
        heading.remove();
        pending.unshift(heading);
      }
      if (page.cols.children.length === 0) {
        throw new Error(`This block fits no page: ${block.outerHTML.slice(0, 200)}`);
      }
    }
    if (number === last) {
      // The text goes on where nobody looks: the paragraph ends with this page.
      break;
    }
    turn();
  }
  return document.querySelectorAll('.page').length;
}
