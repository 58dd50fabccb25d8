"""The people of the sample company by the first part of their address."""

from accounts.models import Organization, User

People = dict[str, User]


def people_of(organization: Organization) -> People:
    # Whoever was there first keeps the name: a later member may have the same first part at another address.
    members = User.objects.filter(memberships__organization=organization).order_by("-pk")
    return {one.email.partition("@")[0]: one for one in members}
