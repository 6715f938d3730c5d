"""`make bare`: the README's two commands on a Debian that never saw the project.

Debian of the machine's own release is laid into a temporary folder; a clean clone of HEAD runs `make demo` there until
its first answer is verified, then `CI=true make test`: as root, and again as a fresh user.

    python -m scripts.bare              all of it
    python -m scripts.bare --help       the options

Invariants: everything happens in mount, process, IPC and host name namespaces of its own, which end with this process,
however it ends; what is left on the machine is `.bare/` in the project, with the logs of the last run. No package
registry, proxy or certificate is named here: what the machine is set to use is handed in (`settings`).
"""
