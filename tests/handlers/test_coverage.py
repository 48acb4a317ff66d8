"""The numbers of a unit in the open campaign, opened from its menu."""

from domain.rights import Role
from tests.handlers.dialogue import House, presses, redraws, says, writes


async def test_who_leads_a_unit_sees_its_numbers(own_house: House) -> None:
    team = await own_house.colleague("dinkes", role=Role.ZI_TEAM, scope="dinkes")
    await own_house.talk(
        team,
        (writes("/unit"), says("Menu unit")),
        (presses("Pakta integritas"), redraws("Pakta integritas di unit", "Sudah menandatangani", buttons=["Kembali"])),
        (presses("Kembali"), redraws("Menu unit")),
    )
