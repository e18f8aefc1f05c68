"""Where a standby process is found: a directory of this user's alone, and in it a name that says who may meet there.

Whatever is the same for two launches that may be served by one standby process is in the name: the package's files, the
interpreter, what of the environment is read while loading, and what the kernel holds a process to. So neither an upgrade nor
another virtual environment, container or network namespace ever meets a process that was started elsewhere.

The launcher reads this file on every launch: builtin modules and small extensions only (see `tests/warm/test_loaded.py`).
"""

import posix
import sys

TYPE_CHECKING = False  # as `typing` has it, which takes too long to load
if TYPE_CHECKING:
    from collections.abc import Callable

WARM_START = "WARM_START"
SECONDS = "WARM_START_SECONDS"
FORK, SPAWN = "fork", "spawn"
"""The two ways of making a worker: a copy of the standby process, which has loaded all, or a new program."""
WHY_COLD = "WHY_COLD"
"""Between a launcher and itself, as the program that it goes on as: what to log."""

_NO = (b"off", b"0", b"f", b"false")  # and in any case, as booleans of the environment are written elsewhere
_DEFAULT_SECONDS = 600.0
_CI_SECONDS = 30.0
"""A job's machine is thrown away, or goes to another job."""
_LONGEST_SECONDS = 3600.0

_HOME = b"HOME"
_READ_WHILE_LOADING = (b"LD_LIBRARY_PATH", b"LD_PRELOAD", b"GLIBC_TUNABLES", b"OPENSSL_CONF", b"OPENSSL_MODULES")
"""What the dynamic loader and OpenSSL look at once, when they start. A process can't be told of them later."""

_NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
_HELD_TO = (b"Uid:", b"Gid:", b"Groups:", b"CapEff:", b"CapBnd:", b"NoNewPrivs:", b"Seccomp:", b"Cpus_allowed:")
_MOST_READ = 65536
_O_PATH = 0o10000000 if sys.platform == "linux" else 0
"""On Linux the folder need not be readable."""
SECONDS_TO_LOAD, _SECONDS_UNSEEN = 20.0, 1.0
_STOPPED, _ENDED = b"Tt", b"ZX"


class Unsafe(OSError):
    """Another user's directory or process is where ours should be."""


def variable(provider: str, what: str) -> bytes:
    """The variable of the environment that says `what` of a provider."""
    return f"{provider}_PROVIDER_{what}".upper().replace("-", "_").encode()


def way(provider: str, environment: dict[bytes, bytes]) -> str | None:
    """How workers are made here. None where starts are not to be warm."""
    switch = environment.get(variable(provider, WARM_START), b"").lower()
    if switch in _NO or sys.platform not in ("linux", "darwin"):
        return None
    return SPAWN if sys.platform == "darwin" or switch == SPAWN.encode() else FORK  # a fork of a process on macOS may crash


def seconds(provider: str, environment: dict[bytes, bytes]) -> float:
    """How long a standby process stays after its last launch."""
    try:
        return min(max(float(environment.get(variable(provider, SECONDS), b"")), 0.0), _LONGEST_SECONDS)
    except ValueError:
        return _DEFAULT_SECONDS if environment.get(b"CI", b"").lower() in (b"", *_NO) else _CI_SECONDS


def directories(provider: str, environment: dict[bytes, bytes]) -> list[bytes]:
    """The directories for a provider's standby processes of this user, best first.

    They are where systems keep what belongs to each user's running processes, and where temporary files are.

    A path that is not absolute means another folder in each folder, so it is none, as the XDG specification says too.
    """
    runtime, temporary = environment.get(b"XDG_RUNTIME_DIR", b""), environment.get(b"TMPDIR", b"")
    parents = [*([runtime] if runtime.startswith(b"/") else []), temporary if _is_there(temporary) else b"/tmp"]
    return [b"%b/terraform-provider-%b-warm-%d" % (parent, provider.encode(), posix.geteuid()) for parent in parents]


def _is_there(folder: bytes) -> bool:
    try:
        return folder.startswith(b"/") and posix.stat(folder).st_mode & 0o170000 == 0o040000
    except OSError:
        return False


def made(directory: bytes) -> int:
    """Open the directory, and make it if it is missing. OSError if it cannot be used."""
    try:
        posix.mkdir(directory, 0o700)
    except FileExistsError:
        pass
    return opened(directory)


def opened(directory: bytes) -> int:
    """Open the directory: what was checked is what is used. OSError if it is missing, or not this user's alone."""
    descriptor = posix.open(directory, posix.O_RDONLY | posix.O_DIRECTORY | posix.O_NOFOLLOW | posix.O_CLOEXEC)
    found = posix.fstat(descriptor)
    if found.st_uid != posix.geteuid() or found.st_mode & 0o077:
        posix.close(descriptor)
        raise Unsafe("the directory for warm starts is not this user's alone")
    return descriptor


def folder() -> int:
    """Open the folder that this process is in."""
    return posix.open(".", posix.O_DIRECTORY | posix.O_CLOEXEC | _O_PATH)


def within(directory: int, bind_or_connect: "Callable[[str], None]", name: str) -> None:
    """Give a socket's function the name of a file in an opened directory. For a process with one thread: it goes there and back.

    A socket's path must be short, and a directory's need not be.
    """
    here = folder()
    try:
        posix.fchdir(here)  # it can be entered again, or else this says so before it is left
        posix.fchdir(directory)
        try:
            bind_or_connect(name)
        finally:
            posix.fchdir(here)
    finally:
        posix.close(here)


def locked(directory: int, name: str) -> int | None:
    """The lock on a name: whoever holds it, and the processes that inherit it, may listen there. None where another holds it."""
    from fcntl import LOCK_EX, LOCK_NB, flock  # noqa: PLC0415  # needed by the first launch only

    file = f"{name}.lock"
    try:
        flags = posix.O_RDWR | posix.O_CREAT | posix.O_NOFOLLOW | posix.O_CLOEXEC
        descriptor = posix.open(file, flags, 0o600, dir_fd=directory)
    except FileNotFoundError:
        return None  # the last standby process has just removed the directory
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
        if posix.fstat(descriptor).st_ino == posix.stat(file, dir_fd=directory).st_ino:  # or else its holder removed it meanwhile
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    posix.close(descriptor)
    return None


def seconds_worth_waiting(process: int) -> float:
    """How long a standby process may need yet. 0 if it has ended, or it or a worker of it is stopped, since it would not answer.

    A worker that has ended says nothing: it has served its launch, or another is made in its place.
    """
    try:
        workers = _read(f"/proc/{process}/task/{process}/children").split()
    except OSError:
        return _SECONDS_UNSEEN  # where the kernel does not say
    own, *others = [_state(each) for each in (b"%d" % process, *workers)]
    return 0.0 if own in _STOPPED + _ENDED or any(each in _STOPPED for each in others) else SECONDS_TO_LOAD


def _state(process: bytes) -> bytes:
    """The letter of it, as the kernel writes it."""
    try:
        return _read(b"/proc/%b/stat" % process).rpartition(b") ")[2][:1]
    except OSError:  # it has ended since it was listed
        return _ENDED[:1]


def loading_environment(environment: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """The part of an environment that a standby process gets."""
    kept = {name: environment[name] for name in _READ_WHILE_LOADING if name in environment}
    if _HOME in environment and not _only_its_own_packages():
        kept[_HOME] = environment[_HOME]
    return kept


def name(way: str, environment: dict[bytes, bytes]) -> str:
    """The name under which processes like this one meet, whose workers are made that way."""
    from _blake2 import blake2b  # noqa: PLC0415  # an extension that a Python may lack; then launches are cold

    digest = blake2b(digest_size=12)
    for part in (way.encode(), *_software(), *_surroundings(), repr(sorted(loading_environment(environment).items())).encode()):
        digest.update(part + b"\0")
    return digest.hexdigest()


def _software() -> list[bytes]:
    """The interpreter and every file of the package, told apart as `make` does it: by size and time."""
    root = __file__.rpartition("/plugin/")[0]
    python = posix.stat(sys.executable)
    parts = [sys.version, sys.executable, f"{python.st_ino} {python.st_size} {python.st_mtime_ns}", root]
    return [part.encode("utf-8", "surrogateescape") for part in (*parts, *sorted(_files(root)))]


def _files(folder: str) -> list[str]:
    """Sources, or in a self-contained build what they were compiled to."""
    found: list[str] = []
    with posix.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".pyc")):
                state = entry.stat()
                found.append(f"{entry.path} {state.st_ino} {state.st_size} {state.st_mtime_ns}")
            elif "." not in entry.name and entry.name != "__pycache__":
                found.extend(_files(entry.path))
    return found


def _surroundings() -> list[bytes]:
    """What a process may do and see: a worker has it from the standby process, so it must be what the launcher has."""
    root = posix.stat("/")
    parts = [f"{posix.uname()} {root.st_dev} {root.st_ino} {posix.nice(0)}"]  # a directory may be on several machines
    if sys.platform != "linux":
        return [part.encode() for part in (*parts, *_surroundings_elsewhere())]
    parts += [str(posix.stat(f"/proc/self/ns/{each}").st_ino) for each in _NAMESPACES]
    status = [line for line in _read("/proc/self/status").split(b"\n") if line.startswith(_HELD_TO)]
    return [*(part.encode() for part in parts), *status, _read("/proc/self/limits"), _read("/proc/self/cgroup")]


def _surroundings_elsewhere() -> list[str]:
    """What systems without `/proc` say of a process: users, groups and limits."""
    import resource  # noqa: PLC0415  # an extension, as small as the others

    limits = [resource.getrlimit(getattr(resource, each)) for each in dir(resource) if each.startswith("RLIMIT_")]
    users = posix.getuid(), posix.geteuid(), posix.getgid(), posix.getegid()
    return [repr((users, sorted(posix.getgroups()), limits))]


def _only_its_own_packages() -> bool:
    """Whether this Python is a virtual environment's, which takes no packages from a home."""
    try:
        settings = _read(f"{sys.executable.rpartition('/bin/')[0]}/pyvenv.cfg")
    except OSError:
        return False
    return b"include-system-site-packages = false" in settings


def _read(file: str | bytes) -> bytes:
    descriptor = posix.open(file, posix.O_RDONLY | posix.O_CLOEXEC)
    try:
        return posix.read(descriptor, _MOST_READ)
    finally:
        posix.close(descriptor)
