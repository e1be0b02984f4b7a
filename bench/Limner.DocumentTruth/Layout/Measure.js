// What stands where: every element with data-c, in the order of the document, as JSON of LayoutDocument (boxes in points). Blocks of one data-id are one block with further places.
() => {
  const points = 72 / 96;
  const round = (value) => Math.round(value * points * 100) / 100;
  const pages = [...document.querySelectorAll('.page')];
  // The number of a list's item is drawn before its text and is no part of the document's.
  const numberOf = (node) => node.dataset.c === 'list_item' && node.parentElement.parentElement.tagName === 'OL' ? `${[...node.parentElement.parentElement.children].indexOf(node.parentElement) + 1}. ` : '';
  const textOf = (node) => {
    const text = node.textContent.replaceAll('\u00AD', '');
    return node.dataset.c === 'code' ? text.replace(/\s+$/, '') : numberOf(node) + text.replace(/\s+/g, ' ').trim();
  };
  const union = (boxes) => [
    Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top)),
    Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom)),
  ];

  // One box for each column that an element runs through: around its lines where it has words, else its own.
  const placesOf = (node, number, origin) => {
    const inside = (box, outer) => (box.left + box.right) / 2 >= outer.left - 1 && (box.left + box.right) / 2 <= outer.right + 1
      && (box.top + box.bottom) / 2 >= outer.top - 1 && (box.top + box.bottom) / 2 <= outer.bottom + 1;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
    const own = [...node.getClientRects()].filter((box) => box.height > 0);
    const tight = !['table', 'figure', 'code'].includes(node.dataset.c);
    return own.map((outer) => {
      const within = tight ? lines.filter((box) => inside(box, outer)) : [];
      const [left, top, right, bottom] = union(within.length > 0 ? within : [outer]);
      return { page: number, box: [round(left - origin.left), round(top - origin.top), round(right - origin.left), round(bottom - origin.top)] };
    });
  };
  const rowsOf = (table) => [...table.rows].filter((row) => !row.parentElement.hasAttribute('data-repeated'));
  const cellsOf = (table, firstRow, origin) => {
    const taken = new Set();
    const cells = [];
    rowsOf(table).forEach((row, index) => {
      let column = 0;
      for (const cell of row.cells) {
        while (taken.has(`${index},${column}`)) { column++; }
        for (let r = 0; r < cell.rowSpan; r++) {
          for (let c = 0; c < cell.colSpan; c++) { taken.add(`${index + r},${column + c}`); }
        }
        const box = cell.getBoundingClientRect();
        cells.push({
          row: firstRow + index, column, row_span: cell.rowSpan, column_span: cell.colSpan, text: textOf(cell), header: row.parentElement.tagName === 'THEAD',
          box: [round(box.left - origin.left), round(box.top - origin.top), round(box.right - origin.left), round(box.bottom - origin.top)],
        });
        column += cell.colSpan;
      }
    });
    return cells;
  };

  const elements = [];
  const known = new Map();
  pages.forEach((page, index) => {
    const origin = page.getBoundingClientRect();
    for (const node of page.querySelectorAll('[data-c]')) {
      const places = placesOf(node, index + 1, origin);
      const before = node.dataset.id && known.get(node.dataset.id);
      if (before) {
        before.continues.push(...places);
        if (before.class === 'table') {
          before.cells.push(...cellsOf(node, before.rows, origin));
          before.rows += rowsOf(node).length;
          before.text += `\n${textOf(node)}`;
        } else {
          before.text += ` ${textOf(node)}`;
        }
        continue;
      }
      const made = { id: `e${elements.length + 1}`, page: index + 1, box: places[0].box, class: node.dataset.c, text: textOf(node), continues: places.slice(1) };
      if (node.dataset.level) { made.level = Number(node.dataset.level); }
      if (['page_header', 'page_footer', 'page_number'].includes(made.class)) { made.furniture = true; }
      const flow = node.closest('aside') ? 'aside' : made.class === 'footnote' ? 'notes' : null;
      if (flow) { made.flow = flow; }
      if (made.class === 'table') {
        made.cells = cellsOf(node, 0, origin);
        made.rows = rowsOf(node).length;
        made.ruled = node.classList.contains('ruled');
      }
      if (node.dataset.id) { known.set(node.dataset.id, made); }
      elements.push(made);
    }
  });
  for (const made of elements) {
    delete made.rows;
    if (made.class === 'table') {
      made.text = Object.values(Object.groupBy(made.cells, (cell) => cell.row)).map((row) => row.map((cell) => cell.text).join('\t')).join('\n');
    }
  }
  const box = { width: round(pages[0].getBoundingClientRect().width), height: round(pages[0].getBoundingClientRect().height) };
  return JSON.stringify({ version: 1, pages: pages.map((_, index) => ({ number: index + 1, ...box })), elements });
}
