import { Kbd, Modal, Table, Text } from '@mantine/core';

const groups: { title: string; keys: [string[], string][] }[] = [
  {
    title: 'Anywhere',
    keys: [
      [['/'], 'Search'],
      [['F1'], 'How to search, in the search box'],
      [['Alt', '1'], 'Photos'],
      [['Alt', '2'], 'Albums'],
      [['Alt', '3'], 'Map'],
      [['Alt', '4'], 'Tags'],
      [['Alt', '5'], 'Folders'],
      [['Alt', '6'], 'Documents'],
      [['Alt', '7'], 'Jobs'],
      [['Alt', '8'], 'Studio'],
      [['u'], 'Upload'],
      [['?'], 'This list'],
    ],
  },
  {
    title: 'Photos',
    keys: [
      [['←', '→', '↑', '↓'], 'Move between pictures'],
      [['Enter'], 'Open the picture'],
      [['Home', 'End'], 'First and last picture'],
      [['f'], 'Favourite'],
      [['x'], 'Choose the picture; with Shift, all from the last one on'],
      [['Ctrl', 'A'], 'Choose all that are found'],
      [['Esc'], 'Choose none'],
      [['Alt', '←', '→'], 'Move the picture, in an album ordered by hand'],
    ],
  },
  {
    title: 'One picture',
    keys: [
      [['←', '→'], 'Previous and next'],
      [['i'], 'Information'],
      [['f'], 'Favourite'],
      [['1', '…', '5'], 'Rate; 0 takes the rating back'],
      [['a'], 'Archive, or bring back'],
      [['Shift', 'F'], 'Full screen'],
      [['b'], 'Boxes around what was recognised'],
      [['t'], 'The text in the picture, to be selected'],
      [['+', '−', 'z'], 'Zoom in, out, fit'],
      [['s'], 'More pictures like this one'],
      [['p'], 'Paint something like this'],
      [['d'], 'Download the original'],
      [['Del'], 'Move to the trash'],
      [['Esc'], 'Close'],
    ],
  },
  {
    title: 'One document',
    keys: [
      [['←', '→'], 'Previous and next page'],
      [['Home', 'End'], 'First and last page'],
    ],
  },
  {
    title: 'Studio',
    keys: [
      [['Ctrl', 'Enter'], 'Paint'],
      [['←', '→'], 'Newer and older, in an opened painting'],
      [['r'], 'Reuse its parameters'],
      [['m'], 'Reuse them with another seed'],
      [['v'], 'Variations of it'],
      [['c'], 'Compare it with another'],
      [['k'], 'Keep it in the library'],
      [['d'], 'Download it'],
      [['Del'], 'Delete it'],
      [['Ctrl', 'Z'], 'Bring back what was deleted last'],
      [['[', ']'], 'Width of the brush, where a mask is drawn'],
      [['e'], 'Paint or erase the mask'],
    ],
  },
  {
    title: 'Duplicates',
    keys: [
      [['←', '→'], 'Previous and next picture of the group'],
      [['↑', '↓'], 'Previous and next group'],
      [['k'], 'Keep the picture'],
      [['x'], 'Move the picture to the trash'],
      [['Enter'], 'Do so with all pictures of the group'],
      [['n'], 'They are not duplicates'],
      [['z'], 'Undo'],
    ],
  },
  {
    title: 'Review',
    keys: [
      [['←', '→'], 'Previous and next suggestion'],
      [['a'], 'Accept it, or all that are chosen'],
      [['r'], 'Reject it, or all that are chosen'],
      [['e'], 'Give another tag instead, or edit the caption'],
      [['z'], 'Undo'],
      [['x'], 'Choose the suggestion'],
      [['Ctrl', 'A'], 'Choose all that are shown'],
    ],
  },
];

export default function KeysHelp({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keys" size="md">
      {groups.map((group) => (
        <section key={group.title}>
          <Text component="h3" size="sm" fw={650} mt="md" mb={4}>
            {group.title}
          </Text>
          <Table withRowBorders={false} verticalSpacing={4}>
            <Table.Tbody>
              {group.keys.map(([keys, meaning]) => (
                <Table.Tr key={meaning}>
                  <Table.Td w={160}>
                    {keys.map((key) => (
                      <Kbd key={key} mr={4}>
                        {key}
                      </Kbd>
                    ))}
                  </Table.Td>
                  <Table.Td>{meaning}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      ))}
    </Modal>
  );
}
