import { ActionIcon, Menu, Text, Tooltip, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useHotkeys, type HotkeyItem } from '@mantine/hooks';
import {
  IconAlbum,
  IconBrain,
  IconBrush,
  IconCopy,
  IconDeviceDesktop,
  IconFileText,
  IconFolder,
  IconHistory,
  IconKeyboard,
  IconListCheck,
  IconLogout,
  IconMap,
  IconMoon,
  IconPhoto,
  IconPlugConnectedX,
  IconShieldLock,
  IconSparkles,
  IconSun,
  IconTags,
  IconTrash,
  IconUserCircle,
  IconUserCog,
  IconUsers,
} from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { answer, api } from '../api/client';
import { meQuery, queryClient } from '../api/queries';
import { isAdministrator, roleLabel } from '../api/roles';
import { SearchBox } from '../features/search/SearchBox';
import { removeWaiting } from '../features/studio/removals';
import { forgetDraft } from '../features/studio/useDraft';
import { Uploads } from '../features/upload/Uploads';
import { forgetUploads } from '../features/upload/uploads';
import { startLive, stopLive } from '../live/live';
import { useLiveConnection, useLiveState } from '../live/useLive';
import { Activity } from './Activity';
import { ChoiceItem } from './ChoiceItem';
import { initialOf } from './initial';
import { Logo } from './Logo';
import classes from './Shell.module.css';
import { notifyProblem } from './toasts';

const KeysHelp = lazy(() => import('./KeysHelp'));

/** In this order they are reached with Alt and their number. */
const pages = [
  { to: '/photos', label: 'Photos', icon: IconPhoto },
  { to: '/albums', label: 'Albums', icon: IconAlbum },
  { to: '/map', label: 'Map', icon: IconMap },
  { to: '/tags', label: 'Tags', icon: IconTags },
  { to: '/folders', label: 'Folders', icon: IconFolder },
  { to: '/documents', label: 'Documents', icon: IconFileText },
  { to: '/jobs', label: 'Jobs', icon: IconListCheck },
  { to: '/studio', label: 'Studio', icon: IconBrush },
] as const;

/** Pages that belong to one of them without lying below its address. */
const partsOf: Partial<Record<(typeof pages)[number]['to'], readonly string[]>> = { '/tags': ['/review', '/vocabulary'] };

/** Seldom needed: in the menu behind the initial. */
const accountPages = [
  { to: '/tagging', label: 'Describe', icon: IconSparkles, administrators: false },
  { to: '/duplicates', label: 'Duplicates', icon: IconCopy, administrators: false },
  { to: '/trash', label: 'Trash', icon: IconTrash, administrators: false },
  { to: '/account', label: 'My account', icon: IconUserCog, administrators: false },
  { to: '/edits', label: 'Recent edits', icon: IconHistory, administrators: false },
  { to: '/models', label: 'Models', icon: IconBrain, administrators: false },
  { to: '/people', label: 'People', icon: IconUsers, administrators: true },
  { to: '/security', label: 'Security events', icon: IconShieldLock, administrators: true },
] as const;

export function Shell() {
  useLiveConnection();
  const navigate = useNavigate();
  const pathname = useLocation({ select: (location) => location.pathname });
  const [keysShown, setKeysShown] = useState(false);
  useHotkeys([
    ['shift+?', () => setKeysShown(true), { preventDefault: true }],
    ['?', () => setKeysShown(true), { preventDefault: true }],
    ['/', () => document.getElementById('search')?.focus()],
    ['mod+K', () => document.getElementById('search')?.focus()],
    ...pages.map(({ to }, index): HotkeyItem => [`alt+${index + 1}`, () => void navigate({ to })]),
  ]);
  return (
    <div className={classes.shell} id="shell">
      <a className={classes.skip} href="#main">
        Skip to the content
      </a>
      <header className={classes.header}>
        <Link to="/photos" className={classes.brand} aria-label="Limner, all photos">
          <Logo />
          <span className={classes.brandName}>Limner</span>
        </Link>
        <SearchBox />
        <div className={classes.tools}>
          <Offline />
          <Uploads />
          <Activity />
          <SchemeMenu />
          <AccountMenu onKeys={() => setKeysShown(true)} />
        </div>
      </header>
      <nav className={classes.nav} aria-label="Main">
        {pages.map(({ to, label, icon: Icon }) => (
          <Link key={to} to={to} className={classes.page} activeProps={{ 'aria-current': 'page' }} activeOptions={{ includeSearch: false }} {...(partsOf[to]?.includes(pathname) === true ? { 'aria-current': 'true' as const } : {})}>
            <Icon size={22} stroke={1.7} aria-hidden />
            <span>{label}</span>
          </Link>
        ))}
      </nav>
      <main className={classes.main} id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense>{keysShown && <KeysHelp onClose={() => setKeysShown(false)} />}</Suspense>
    </div>
  );
}

function Offline() {
  const state = useLiveState();
  if (state !== 'offline') {
    return null;
  }
  return (
    <Tooltip label="The connection to the server is lost. Trying again; what you see may be old.">
      <span className={classes.offline} role="status">
        <IconPlugConnectedX size={18} aria-hidden />
        <span className={classes.wide}>Offline</span>
      </span>
    </Tooltip>
  );
}

const schemes: { value: MantineColorScheme; label: string; icon: typeof IconSun }[] = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
];

function SchemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = schemes.find((scheme) => scheme.value === colorScheme)?.icon ?? IconDeviceDesktop;
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={38} radius="xl" aria-label="Colours" className={classes.tool}>
          <Icon size={20} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(({ value, label, icon: Each }) => (
          <ChoiceItem key={value} label={label} icon={Each} chosen={value === colorScheme} onChoose={() => setColorScheme(value)} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountMenu({ onKeys }: { onKeys: () => void }) {
  const router = useRouter();
  const { data: me } = useQuery(meQuery);
  const signOut = useMutation({
    // The server closes the connection of a session that ends: that is no news to who ends it.
    onMutate: stopLive,
    mutationFn: async () => {
      await removeWaiting();
      return answer(api.DELETE('/api/v1/session'));
    },
    onSuccess: async () => {
      forgetUploads();
      forgetDraft();
      queryClient.clear();
      // A whole new page: nothing of this account's pictures stays in memory.
      await router.navigate({ to: '/sign-in', replace: true, reloadDocument: true });
    },
    onError: (error) => {
      notifyProblem(error);
      void startLive();
    },
  });
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes.account} aria-label={`Account of ${me?.user_name ?? ''}`}>
          {me === undefined ? <IconUserCircle size={22} /> : <span aria-hidden>{initialOf(me.user_name)}</span>}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text fw={600} c="var(--mantine-color-text)" truncate>
            {me?.user_name}
          </Text>
          {me === undefined ? '' : roleLabel(me.role)}
        </Menu.Label>
        <Menu.Divider />
        {accountPages
          .filter((page) => !page.administrators || isAdministrator(me))
          .map(({ to, label, icon: Icon }) => (
            <Menu.Item key={to} component={Link} to={to} leftSection={<Icon size={18} aria-hidden />}>
              {label}
            </Menu.Item>
          ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconKeyboard size={18} aria-hidden />}
          rightSection={
            <Text size="xs" c="dimmed">
              ?
            </Text>
          }
          onClick={onKeys}
        >
          Keys
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
