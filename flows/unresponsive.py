"""``python -m flows.unresponsive``: runs that no longer answer are marked crashed.

A flow run whose process and worker both died stays "running" for ever, since nobody is left to say
otherwise. The automation made here marks a run as crashed that was silent for three heartbeats;
fewer have marked healthy runs.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from prefect.automations import Automation
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.settings.context import get_current_settings

NAME = "enacted: unresponsive runs"
BEAT = "prefect.flow-run.heartbeat"
HEARTBEATS = 3


def automation(heartbeat: int) -> Automation:
    """The automation for flow runs that send a heartbeat every so many seconds."""
    silence = HEARTBEATS * heartbeat
    ends = {
        f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")
    }
    return Automation(
        name=NAME,
        trigger=EventTrigger(
            after={BEAT},
            expect={BEAT, *ends},
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=silence),
        ),
        actions=[
            ChangeFlowRunState(
                state=StateType.CRASHED,
                name=None,
                message=f"no heartbeat for {silence} seconds",
                force=False,
            )
        ],
    )


def main() -> None:
    """Make the automation; the heartbeat is what ``PREFECT_FLOWS_HEARTBEAT_FREQUENCY`` says."""
    heartbeat = get_current_settings().flows.heartbeat_frequency or 180
    automation(heartbeat).create()
    sys.stdout.write(f"{NAME}: after {HEARTBEATS * heartbeat} s of silence\n")


if __name__ == "__main__":
    main()
